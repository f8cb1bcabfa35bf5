namespace McpService.Application.Mcp;

/// <summary>Opens what a client brings back as <c>requestState</c> (2026-07-28, "Multi Round-Trip Requests").</summary>
public interface IRequestStates
{
    /// <summary>
    /// The parked call that the exchange goes on with. Null where it brings no state, and alike for one that is forged, cut, expired, or of another tenant, credential, method,
    /// tool or arguments: whose state that is, is for the upstream to say, or nobody.
    /// </summary>
    ContinuedCall? Open(McpExchange exchange);
}
