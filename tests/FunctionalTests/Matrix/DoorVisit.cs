using System.Net.Http.Headers;
using System.Text;
using McpService.Common.Gateway;
using McpService.FunctionalTests.Mcp;

namespace McpService.FunctionalTests.Matrix;

/// <summary>A client of a tenant at one door, with whatever session that door wants.</summary>
internal sealed class DoorVisit(Doorway door, TestTenant tenant) : IDisposable
{
    private const string Revision = "2026-07-28";
    private const string Meta = """ "_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}} """;

    private string? _ticket;
    private SseClient? _sse;

    private bool HasSession => door is Doorway.SessionPost or Doorway.SessionGet or Doorway.SessionDelete or Doorway.Dynamic or Doorway.Reverse or Doorway.ReverseGet;

    private bool IsSessionless => door is Doorway.Bridge or Doorway.Forward;

    private string Path => door switch
    {
        Doorway.RestList or Doorway.RestCall => tenant.ToolPath,
        Doorway.Dynamic => "/mcp?mode=dynamic",
        Doorway.SseStream => "/sse",
        Doorway.SseMessages => _sse!.Endpoint,
        _ => "/mcp",
    };

    private HttpMethod Verb => door switch
    {
        Doorway.SessionGet or Doorway.ReverseGet or Doorway.SseStream => HttpMethod.Get,
        Doorway.SessionDelete => HttpMethod.Delete,
        _ => HttpMethod.Post,
    };

    /// <summary>Opens the session, where the door wants one.</summary>
    public static async Task<DoorVisit> StartAsync(Doorway door, TestTenant tenant)
    {
        var visit = new DoorVisit(door, tenant);
        if (door == Doorway.SseMessages) visit._sse = await SseClient.OpenAsync(tenant);
        if (!visit.HasSession) return visit;

        using var opened = await visit.SendAsync(HttpMethod.Post, McpFixture.InitializeMessage, tenant.ApiKey);
        visit._ticket = opened.EnsureSuccessStatusCode().Headers.GetValues("Mcp-Session-Id").Single();
        await opened.Content.ReadAsStringAsync();
        using (await visit.SendAsync(HttpMethod.Post, """{"jsonrpc":"2.0","method":"notifications/initialized"}""", tenant.ApiKey)) return visit;
    }

    /// <summary>Does at the door what it is there for, with any key or none, and goes as soon as it has the headers.</summary>
    /// <param name="key">API key; null for none.</param>
    /// <param name="path">Another path than the door's own, or null.</param>
    public async Task<VisitAnswer> KnockAsync(string? key, string? path = null)
    {
        using var response = await SendAsync(Verb, Verb == HttpMethod.Post ? Usual() : null, key, path);
        return new VisitAnswer((int)response.StatusCode, response.IsSuccessStatusCode ? "" : await response.Content.ReadAsStringAsync());
    }

    /// <summary>A stream that stays open; for doors that have one.</summary>
    public Task<HttpResponseMessage> ListenAsync() =>
        SendAsync(Verb, IsSessionless ? Message("subscriptions/listen", Meta) : null, tenant.ApiKey, method: "subscriptions/listen");

    /// <summary>What the door is there for: lists or calls.</summary>
    public Task<VisitAnswer> UseAsync() => door switch
    {
        Doorway.RestList => ListAsync(),
        Doorway.Dynamic => CallAsync("\"enable-tools\"", """{"tools":[]}"""),
        _ => CallAsync("\"echo\""),
    };

    /// <summary>Calls a tool.</summary>
    /// <param name="name">JSON that stands for its name.</param>
    /// <param name="arguments">JSON.</param>
    public Task<VisitAnswer> CallAsync(string name, string arguments = "{}") => AskAsync(
        door is Doorway.RestCall
            ? $$$"""{"method":"tools/call","params":{"name":{{{name}}},"arguments":{{{arguments}}}}}"""
            : Message("tools/call", $$"""{{(IsSessionless ? Meta + "," : "")}}"name":{{name}},"arguments":{{arguments}}"""),
        "tools/call",
        name.Trim('"'));

    /// <summary>Lists the tools.</summary>
    public Task<VisitAnswer> ListAsync() =>
        AskAsync(door is Doorway.RestList or Doorway.RestCall ? """{"method":"listTools"}""" : Message("tools/list", IsSessionless ? Meta : ""), "tools/list", null);

    /// <summary>Posts a body of this size that would else be well.</summary>
    public async Task<VisitAnswer> PostAsync(int bytes)
    {
        using var response = await SendAsync(HttpMethod.Post, Usual() + new string(' ', bytes), tenant.ApiKey);
        return new VisitAnswer((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    public void Dispose() => _sse?.Dispose();

    private static string Message(string method, string parameters) => $$$"""{"jsonrpc":"2.0","id":1,"method":"{{{method}}}","params":{{{{parameters}}}}}""";

    private string Usual() => door switch
    {
        Doorway.RestList => """{"method":"listTools"}""",
        Doorway.RestCall => """{"method":"echo","params":{}}""",
        _ => Message("tools/list", IsSessionless ? Meta : ""),
    };

    private async Task<VisitAnswer> AskAsync(string body, string method, string? name)
    {
        if (_sse is not null)
        {
            using var taken = await _sse.PostAsync(body);
            var refusal = await taken.Content.ReadAsStringAsync();
            return new VisitAnswer((int)taken.StatusCode, refusal.Length > 0 ? refusal : (await _sse.ReadAnswerAsync()).GetRawText());
        }

        using var response = await SendAsync(HttpMethod.Post, body, tenant.ApiKey, method: method, name: name);
        return new VisitAnswer((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod verb, string? body, string? key, string? path = null, string? method = null, string? name = null)
    {
        using var request = new HttpRequestMessage(verb, path ?? Path);
        request.Headers.Accept.ParseAdd("application/json");
        request.Headers.Accept.ParseAdd("text/event-stream");
        if (key is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        if (_ticket is not null) request.Headers.Add("Mcp-Session-Id", _ticket);
        if (IsSessionless)
        {
            request.Headers.Add("MCP-Protocol-Version", Revision);
            request.Headers.Add("Mcp-Method", method ?? "tools/list");
            if (name is not null) request.Headers.Add("Mcp-Name", name);
        }

        request.Headers.ExpectContinue = true; // else a refusal may come while the body is being written, and be lost with the connection
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        return await tenant.Gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }
}
