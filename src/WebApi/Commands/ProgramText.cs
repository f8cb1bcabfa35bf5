using McpService.WebApi.Hosting;

namespace McpService.WebApi.Commands;

/// <summary>What <c>--help</c> and <c>--version</c> say. Neither needs a setting, a database or a port.</summary>
internal static class ProgramText
{
    private const int NameWidth = 14;

    private static readonly string[] Help = ["--help", "-h", "help"];
    private static readonly string[] Version = ["--version", "version"];

    /// <summary>The text asked for, or null where something else is asked.</summary>
    public static string? Find(string[] args) => args switch
    {
        [var first, ..] when Help.Contains(first) => Usage,
        [var first, ..] when Version.Contains(first) => $"McpService {ProductVersion.Text}",
        _ => null,
    };

    private static string Usage =>
        $"""
        McpService, a multi-tenant MCP gateway. Version {ProductVersion.Text}.

        Usage:
          McpService.WebApi [--NAME=value ...]            serves
          McpService.WebApi <command> [--NAME=value ...]  does one thing and ends

        Commands:
        {string.Join('\n', GatewayCommands.Purposes.Select(c => $"  {c.Name.PadRight(NameWidth)}{c.Purpose}"))}
          {"--help".PadRight(NameWidth)}this text
          {"--version".PadRight(NameWidth)}the version

        Settings are environment variables, lines of a file .env, or arguments; an argument wins. All of them, with
        defaults and ranges, are in docs/configuration.md and .env.example. Without any, set
        ASPNETCORE_ENVIRONMENT=Development to try it with the built-in sandbox.

        Exit codes: 0 done, 1 something to mend (the lines say what), 2 a command misused.
        """;
}
