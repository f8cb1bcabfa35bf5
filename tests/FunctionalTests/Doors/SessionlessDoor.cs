using McpService.Common.Gateway;

namespace McpService.FunctionalTests.Doors;

/// <summary>A 2026-07-28 client: bridged or forwarded, as the upstream behind its gateway wants it.</summary>
internal sealed class SessionlessDoor(TestTenant tenant, string query) : McpDoor(tenant, query)
{
    private const string Members = """ "io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientInfo":{"name":"test","version":"1"},"io.modelcontextprotocol/clientCapabilities":{} """;

    public override async Task<DoorAnswer> AskAsync(string method, string parameters, string? name)
    {
        List<(string, string)> headers = [("MCP-Protocol-Version", "2026-07-28"), ("Mcp-Method", method)];
        if (name is not null) headers.Add(("Mcp-Name", name));
        using var response = await SendAsync(HttpMethod.Post, Request(method, WithMeta(parameters)), null, [.. headers]);
        return await AnswerOfAsync(response);
    }

    /// <summary>The revision's own members go into the <c>_meta</c> that is there, or make one.</summary>
    private static string WithMeta(string parameters)
    {
        const string Start = "\"_meta\":{";
        if (parameters.Contains(Start, StringComparison.Ordinal)) return parameters.Replace(Start, $"{Start}{Members},", StringComparison.Ordinal);
        return $"{parameters}{(parameters.Length == 0 ? "" : ",")}{Start}{Members}}}";
    }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
