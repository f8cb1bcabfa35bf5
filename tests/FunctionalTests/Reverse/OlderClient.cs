using System.Text.Json;
using McpService.Common.Gateway;
using McpService.Common.Waiting;

namespace McpService.FunctionalTests.Reverse;

/// <summary>A client that initialized, byte by byte.</summary>
internal sealed class OlderClient(TestTenant tenant, string ticket, string revision)
{
    public const string All = """{"elicitation":{},"sampling":{},"roots":{"listChanged":true}}""";

    public string Ticket => ticket;

    /// <summary>The result of <c>initialize</c>.</summary>
    public JsonElement Introduction { get; private init; }

    public static async Task<OlderClient> OpenAsync(TestTenant tenant, string revision = "2025-06-18", string capabilities = All)
    {
        using var response = await tenant.McpAsync(
            $$$$$$"""{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"{{{{{{revision}}}}}}","capabilities":{{{{{{capabilities}}}}}},"clientInfo":{"name":"older","version":"7"}}}""");
        var text = await response.Content.ReadAsStringAsync();
        ((int)response.StatusCode).ShouldBe(200, text);
        var result = JsonElement.Parse(text).GetProperty("result");
        var client = new OlderClient(tenant, response.Headers.GetValues("Mcp-Session-Id").Single(), result.GetProperty("protocolVersion").GetString()!) { Introduction = result };
        (await client.TellAsync("""{"jsonrpc":"2.0","method":"notifications/initialized"}""")).ShouldBe(202);
        return client;
    }

    /// <summary>The same client at another replica.</summary>
    public OlderClient At(GatewayHost gateway) => new(tenant with { Gateway = gateway }, ticket, revision);

    /// <summary>Sends a notification or a response; gives the status.</summary>
    public async Task<int> TellAsync(string message)
    {
        using var response = await SendAsync(message);
        return (int)response.StatusCode;
    }

    public Task<int> AnswerAsync(JsonElement question, string result) => TellAsync($$"""{"jsonrpc":"2.0","id":{{question.GetProperty("id").GetRawText()}},"result":{{result}}}""");

    /// <summary>Sends a request and gives its last message.</summary>
    public async Task<JsonElement> AskAsync(string method, string parameters = "{}", string id = "1")
    {
        using var stream = await StartAsync(method, parameters, id);
        JsonElement last = default;
        while (await stream.NextAsync() is { } message) last = message;
        return last;
    }

    /// <summary>Sends a request whose answer is read message by message.</summary>
    public async Task<OlderStream> StartAsync(string method, string parameters = "{}", string id = "1") =>
        new(await SendAsync($$"""{"jsonrpc":"2.0","id":{{id}},"method":"{{method}}","params":{{parameters}}}"""));

    public Task<OlderStream> CallAsync(string tool, string id = "1", string more = "") =>
        StartAsync("tools/call", $$$"""{"name":"{{{tool}}}","arguments":{}{{{more}}}}""", id);

    /// <summary>Opens the stream for what comes unasked.</summary>
    public async Task<OlderStream> ListenAsync()
    {
        using var request = tenant.McpRequest(HttpMethod.Get, ticket, ("MCP-Protocol-Version", revision));
        return new OlderStream(await tenant.Gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead));
    }

    public async Task<int> EndAsync()
    {
        using var request = tenant.McpRequest(HttpMethod.Delete, ticket, ("MCP-Protocol-Version", revision));
        using var response = await tenant.Gateway.Client.SendAsync(request);
        return (int)response.StatusCode;
    }

    private Task<HttpResponseMessage> SendAsync(string message) => tenant.McpAsync(message, ticket, ("MCP-Protocol-Version", revision)).WaitAsync(WaitLimit.Default);
}
