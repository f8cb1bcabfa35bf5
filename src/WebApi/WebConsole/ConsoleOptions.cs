using McpService.Infrastructure.Settings;

namespace McpService.WebApi.WebConsole;

/// <summary>The operators' and tenants' page.</summary>
public sealed class ConsoleOptions
{
    /// <summary>Whether the gateway serves the console at <c>/console</c>: <c>on</c> or <c>off</c>. Default on.</summary>
    [Setting("CONSOLE")]
    public ConsoleSwitch Console { get; set; }
}

/// <summary>Whether the console is served.</summary>
public enum ConsoleSwitch
{
    On,
    Off,
}
