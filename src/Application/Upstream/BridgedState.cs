namespace McpService.Application.Upstream;

/// <summary>What changes in a session that the gateway plays.</summary>
/// <param name="LogLevel">From which level on its client wants to be told; null for nothing.</param>
/// <param name="Subscriptions">Resources that its client wants to hear of.</param>
/// <param name="IsEnded">Its client ended it.</param>
public sealed record BridgedState(string? LogLevel, IReadOnlyList<string> Subscriptions, bool IsEnded)
{
    public static readonly BridgedState New = new(null, [], false);
}
