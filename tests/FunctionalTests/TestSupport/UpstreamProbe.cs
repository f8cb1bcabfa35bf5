using System.Net.Http.Headers;
using System.Text;
using McpService.Common.Upstreams;
using McpService.Common.Upstreams.Conformance;

namespace McpService.FunctionalTests.TestSupport;

/// <summary>Bare HTTP towards an upstream, to see its answers as they are.</summary>
internal sealed class UpstreamProbe(ScriptableUpstream upstream, string token = "token-a") : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false });

    public string? SessionId { get; set; }

    public async Task OpenSessionAsync(string query = "")
    {
        using var answer = await PostAsync(Rpc.Request("0", "initialize", """{"protocolVersion":"2025-06-18","capabilities":{}}"""), query);
        SessionId = answer.Headers.GetValues("Mcp-Session-Id").Single();
    }

    public Task<HttpResponseMessage> CallAsync(string tool, string arguments = "{}", string id = "1", CancellationToken cancellationToken = default) =>
        PostAsync(Rpc.Request(id, "tools/call", $$"""{"name":"{{tool}}","_meta":{"progressToken":"p"},"arguments":{{arguments}} }"""),
            cancellationToken: cancellationToken);

    public async Task<string> TextAsync(string message)
    {
        using var answer = await PostAsync(message);
        return await answer.Content.ReadAsStringAsync();
    }

    /// <summary>Returns when the headers have come.</summary>
    public Task<HttpResponseMessage> PostAsync(string message, string query = "", CancellationToken cancellationToken = default)
    {
        var request = Request(HttpMethod.Post, query);
        request.Content = new StringContent(message, Encoding.UTF8, "application/json");
        return _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string? lastEventId = null)
    {
        var request = Request(method, "");
        if (lastEventId is not null) request.Headers.Add("Last-Event-ID", lastEventId);
        return _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    public void Dispose() => _http.Dispose();

    private HttpRequestMessage Request(HttpMethod method, string query)
    {
        var request = new HttpRequestMessage(method, new Uri(upstream.Address, query));
        request.Headers.Accept.ParseAdd("application/json, text/event-stream");
        if (token.Length > 0) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (SessionId is not null) request.Headers.Add("Mcp-Session-Id", SessionId);
        return request;
    }
}
