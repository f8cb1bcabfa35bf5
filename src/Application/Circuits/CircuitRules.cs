namespace McpService.Application.Circuits;

/// <summary>When calls are no longer sent to an upstream that fails them.</summary>
/// <param name="Calls">Fewest calls within the window that say anything.</param>
/// <param name="Percent">Of these so many failed, 1 to 100.</param>
/// <param name="Window">How far back calls count.</param>
/// <param name="OpenFor">How long no call is sent, until one tries.</param>
/// <param name="Tenants">Fewest tenants whose calls have to fail.</param>
public sealed record CircuitRules(int Calls, int Percent, TimeSpan Window, TimeSpan OpenFor, int Tenants = 1);
