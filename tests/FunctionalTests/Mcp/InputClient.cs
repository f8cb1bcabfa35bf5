using System.Text;
using System.Text.Json;
using McpService.Common.Gateway;

namespace McpService.FunctionalTests.Mcp;

/// <summary>A client of revision 2026-07-28 that declares what it can be asked, message by message.</summary>
internal sealed class InputClient(HttpClient http, string apiKey)
{
    private const string Revision = "2026-07-28";

    public InputClient(TestTenant tenant)
        : this(tenant.Gateway.Client, tenant.ApiKey)
    {
    }

    /// <summary>Client capabilities, as JSON.</summary>
    public string Capabilities { get; init; } = """{"elicitation":{"form":{},"url":{}},"sampling":{},"roots":{}}""";

    /// <summary>More of <c>_meta</c>, with a comma before it.</summary>
    public string Meta { get; init; } = "";

    /// <summary>The same for another replica.</summary>
    public InputClient At(HttpClient other) => new(other, apiKey) { Capabilities = Capabilities, Meta = Meta };

    /// <summary>The same with another tenant's key.</summary>
    public InputClient As(string otherKey) => new(http, otherKey) { Capabilities = Capabilities, Meta = Meta };

    /// <summary>Calls a tool.</summary>
    public Task<InputAnswer> CallAsync(string tool, string arguments = "{}", InputAnswer? asked = null, string? responses = null) =>
        SendAsync("tools/call", tool, $$"""
            "name":"{{tool}}","arguments":{{arguments}}
            """, asked?.State, responses);

    /// <summary>Gets a prompt.</summary>
    public Task<InputAnswer> PromptAsync(string prompt, InputAnswer? asked = null, string? responses = null) => SendAsync("prompts/get", prompt, $"\"name\":\"{prompt}\"", asked?.State, responses);

    /// <summary>Reads a resource.</summary>
    public Task<InputAnswer> ReadAsync(string uri, InputAnswer? asked = null, string? responses = null) => SendAsync("resources/read", uri, $"\"uri\":\"{uri}\"", asked?.State, responses);

    /// <summary>Sends a request with a state, or without one, and reads the whole answer.</summary>
    public async Task<InputAnswer> SendAsync(string method, string name, string parameters, string? state, string? responses, CancellationToken cancellationToken = default)
    {
        var brought = state is null ? "" : $",\"requestState\":{JsonSerializer.Serialize(state)}";
        if (responses is not null) brought += $",\"inputResponses\":{responses}";
        var meta = $$$"""{"io.modelcontextprotocol/protocolVersion":"{{{Revision}}}","io.modelcontextprotocol/clientCapabilities":{{{Capabilities}}}{{{Meta}}}}""";
        using var request = new HttpRequestMessage(HttpMethod.Post, "/mcp");
        request.Headers.Add("Authorization", $"Bearer {apiKey}");
        request.Headers.Add("Accept", "application/json, text/event-stream");
        request.Headers.Add("MCP-Protocol-Version", Revision);
        request.Headers.Add("Mcp-Method", method);
        if (name.Length > 0) request.Headers.Add("Mcp-Name", name);
        request.Content = new StringContent($$$"""{"jsonrpc":"2.0","id":7,"method":"{{{method}}}","params":{ {{{parameters.Trim()}}}{{{brought}}}{{{(parameters.Length + brought.Length > 0 ? "," : "")}}}"_meta":{{{meta}}}}}""", Encoding.UTF8, "application/json");
        using var response = await http.SendAsync(request, cancellationToken);
        return new InputAnswer((int)response.StatusCode, await response.Content.ReadAsStringAsync(cancellationToken));
    }
}
