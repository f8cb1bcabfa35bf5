namespace McpService.LoadTests.Servers;

/// <summary>The same call in each of its forms.</summary>
internal static class Messages
{
    private const string Meta = ""","_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}""";

    public static string RestCall(string tool) => $$$"""{"method":"{{{tool}}}","params":{"text":"hello"}}""";

    public static string Call(string tool) => Call(tool, "");

    public static string SessionlessCall(string tool) => Call(tool, Meta);

    private static string Call(string tool, string more) =>
        $$$"""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"{{{tool}}}","arguments":{"text":"hello"}{{{more}}}}}""";
}
