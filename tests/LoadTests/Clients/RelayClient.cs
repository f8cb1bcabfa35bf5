using System.Net.Http.Headers;
using System.Text;
using McpService.Common.Upstreams.Conformance;

namespace McpService.LoadTests.Clients;

/// <summary>A session of a client that says no more than it has to, and its stream when it is listened to.</summary>
internal sealed class RelayClient : IDisposable
{
    private const string Initialize =
        """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"load","version":"1"}}}""";

    private readonly HttpClient _client;
    private readonly Uri _mcp;
    private readonly string _apiKey;
    private HttpResponseMessage? _stream;

    private RelayClient(HttpClient client, Uri mcp, string apiKey, string ticket) => (_client, _mcp, _apiKey, Ticket) = (client, mcp, apiKey, ticket);

    public string Ticket { get; }

    public static async Task<RelayClient> OpenAsync(HttpClient client, Uri mcp, string apiKey)
    {
        using var request = Request(HttpMethod.Post, mcp, apiKey);
        request.Content = new StringContent(Initialize, Encoding.UTF8, "application/json");
        using var response = await client.SendAsync(request);
        response.EnsureSuccessStatusCode();
        return response.Headers.TryGetValues("Mcp-Session-Id", out var ticket)
            ? new RelayClient(client, mcp, apiKey, ticket.Single())
            : throw new InvalidOperationException(await response.Content.ReadAsStringAsync());
    }

    /// <summary>Opens the stream and returns when it is open.</summary>
    public async Task<Stream> ListenAsync()
    {
        using var request = Request(HttpMethod.Get, _mcp, _apiKey);
        request.Headers.Add("Mcp-Session-Id", Ticket);
        request.Headers.Add("MCP-Protocol-Version", "2025-06-18");
        _stream = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        _stream.EnsureSuccessStatusCode();
        return await _stream.Content.ReadAsStreamAsync();
    }

    public void Dispose() => _stream?.Dispose();

    private static HttpRequestMessage Request(HttpMethod method, Uri mcp, string apiKey)
    {
        var request = new HttpRequestMessage(method, mcp);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", apiKey);
        if (method == HttpMethod.Post) request.Headers.Accept.ParseAdd("application/json");
        request.Headers.Accept.ParseAdd("text/event-stream");
        return request;
    }
}
