using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using McpService.Common.Gateway;
using McpService.Common.Waiting;

namespace McpService.FunctionalTests.Reverse;

/// <summary>A client that initialized, byte by byte.</summary>
internal sealed class OlderClient(HttpClient http, string apiKey, string ticket, string revision)
{
    public const string All = """{"elicitation":{},"sampling":{},"roots":{"listChanged":true}}""";

    public string Ticket => ticket;

    /// <summary>The result of <c>initialize</c>.</summary>
    public JsonElement Introduction { get; private init; }

    public static Task<OlderClient> OpenAsync(TestTenant tenant, string revision = "2025-06-18", string capabilities = All) =>
        OpenAsync(tenant.Gateway.Client, tenant.ApiKey, revision, capabilities);

    public static async Task<OlderClient> OpenAsync(HttpClient http, string apiKey, string revision = "2025-06-18", string capabilities = All)
    {
        using var request = Request(
            HttpMethod.Post,
            apiKey,
            $$$$$$"""{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"{{{{{{revision}}}}}}","capabilities":{{{{{{capabilities}}}}}},"clientInfo":{"name":"older","version":"7"}}}""");
        using var response = await http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        ((int)response.StatusCode).ShouldBe(200, text);
        var result = JsonElement.Parse(text).GetProperty("result");
        var client = new OlderClient(http, apiKey, response.Headers.GetValues("Mcp-Session-Id").Single(), result.GetProperty("protocolVersion").GetString()!) { Introduction = result };
        (await client.TellAsync("""{"jsonrpc":"2.0","method":"notifications/initialized"}""")).ShouldBe(202);
        return client;
    }

    /// <summary>The same client at another replica.</summary>
    public OlderClient At(GatewayHost gateway) => new(gateway.Client, apiKey, ticket, revision);

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
    /// <param name="lastEventId">Where an earlier one ended; null for the first.</param>
    public async Task<OlderStream> ListenAsync(string? lastEventId = null)
    {
        using var request = Request(HttpMethod.Get, message: null);
        if (lastEventId is not null) request.Headers.Add("Last-Event-ID", lastEventId);
        return new OlderStream(await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead));
    }

    public async Task<int> EndAsync()
    {
        using var request = Request(HttpMethod.Delete, message: null);
        using var response = await http.SendAsync(request);
        return (int)response.StatusCode;
    }

    private async Task<HttpResponseMessage> SendAsync(string message)
    {
        using var request = Request(HttpMethod.Post, message);
        return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).WaitAsync(WaitLimit.Default);
    }

    private HttpRequestMessage Request(HttpMethod method, string? message)
    {
        var request = Request(method, apiKey, message);
        request.Headers.Add("Mcp-Session-Id", ticket);
        request.Headers.Add("MCP-Protocol-Version", revision);
        return request;
    }

    private static HttpRequestMessage Request(HttpMethod method, string apiKey, string? message)
    {
        var request = new HttpRequestMessage(method, "/mcp");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", apiKey);
        request.Headers.Accept.ParseAdd("application/json");
        request.Headers.Accept.ParseAdd("text/event-stream");
        if (message is not null) request.Content = new StringContent(message, Encoding.UTF8, "application/json");
        return request;
    }
}
