namespace McpService.Infrastructure.Mcp.Sessions;

/// <summary>As whom the gateway introduces itself to the upstream.</summary>
internal static class GatewayInfo
{
    /// <summary>An <c>Implementation</c> of the specification.</summary>
    public static string Json { get; } = $"{{\"name\":\"McpService\",\"version\":\"{typeof(GatewayInfo).Assembly.GetName().Version!.ToString(3)}\"}}";
}
