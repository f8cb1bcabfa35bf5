namespace McpService.Application.Errors;

/// <summary>The upstream has failed calls of late, the tenant's or everybody's, and is not asked now; nothing was done, and the same request may succeed when it was tried again.</summary>
/// <param name="comeAgain">Until then.</param>
public sealed class CircuitOpenException(TimeSpan comeAgain) : GatewayException(
    "upstream_circuit_open", "The upstream server has failed most calls of late, and is given a moment. The header Retry-After says when to come again.")
{
    public TimeSpan ComeAgain { get; } = comeAgain;
}
