using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using McpService.Common.Waiting;

namespace McpService.Common.Gateway;

/// <summary>A client of 2024-11-05 (HTTP+SSE), by hand: a stream for what comes, an address for what goes.</summary>
public sealed class SseClient : IDisposable
{
    private const string Initialize =
        """{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2024-11-05","capabilities":{},"clientInfo":{"name":"test","version":"1"}}}""";

    private readonly TestTenant _tenant;
    private readonly HttpResponseMessage _response;
    private readonly StreamReader _reader;

    private SseClient(TestTenant tenant, HttpResponseMessage response, Stream stream) =>
        (_tenant, _response, _reader) = (tenant, response, new StreamReader(stream, Encoding.UTF8));

    /// <summary>What the first event said.</summary>
    public string Endpoint { get; private set; } = "";

    /// <summary>Opens the stream and reads the endpoint.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="query">With its question mark, or empty.</param>
    public static async Task<SseClient> ConnectAsync(TestTenant tenant, string query = "")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/sse{query}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", tenant.ApiKey);
        request.Headers.Accept.ParseAdd("text/event-stream");
        var response = await tenant.Gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        var client = new SseClient(tenant, response, await response.Content.ReadAsStreamAsync());
        client.Endpoint = (await client.ReadDataAsync())!;
        return client;
    }

    /// <summary>Opens the stream and the session.</summary>
    public static async Task<SseClient> OpenAsync(TestTenant tenant, string query = "")
    {
        var client = await ConnectAsync(tenant, query);
        await client.InitializeAsync();
        return client;
    }

    /// <summary>The handshake.</summary>
    /// <returns>The answer to <c>initialize</c>.</returns>
    public async Task<JsonElement> InitializeAsync()
    {
        await SendAsync(Initialize);
        var answer = await ReadAsync();
        await SendAsync("""{"jsonrpc":"2.0","method":"notifications/initialized"}""");
        return answer;
    }

    /// <summary>Only <c>initialize</c>; its answer is not read.</summary>
    public Task StartInitializeAsync() => SendAsync(Initialize);

    /// <summary>Posts what must be taken.</summary>
    public async Task SendAsync(string message)
    {
        using var taken = await PostAsync(message);
        var body = await taken.Content.ReadAsStringAsync();
        if ((int)taken.StatusCode != 202 || body.Length > 0) throw new InvalidOperationException($"{(int)taken.StatusCode} {body}");
    }

    /// <summary>Posts a body; the caller disposes the answer.</summary>
    /// <param name="body">A message, or what is none.</param>
    /// <param name="path">Another path than the endpoint, or null.</param>
    public async Task<HttpResponseMessage> PostAsync(string body, string? path = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path ?? Endpoint) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _tenant.ApiKey);
        return await _tenant.Gateway.Client.SendAsync(request);
    }

    /// <summary>The next message on the stream.</summary>
    public async Task<JsonElement> ReadAsync()
    {
        var data = await ReadDataAsync() ?? throw new InvalidOperationException("The stream ended.");
        using var document = JsonDocument.Parse(data);
        return document.RootElement.Clone();
    }

    /// <summary>The next answer on the stream; what else the upstream says is skipped.</summary>
    public async Task<JsonElement> ReadAnswerAsync()
    {
        while (true)
        {
            var message = await ReadAsync();
            if (!message.TryGetProperty("method", out _)) return message;
        }
    }

    /// <summary>Reads to the stream's end, which must be a proper one.</summary>
    /// <returns>The messages that came before it.</returns>
    public async Task<IReadOnlyList<string>> ReadToEndAsync()
    {
        var all = new List<string>();
        while (await ReadDataAsync() is { } data) all.Add(data);
        return all;
    }

    public void Dispose()
    {
        _reader.Dispose();
        _response.Dispose();
    }

    /// <summary>Data of the next event that has some; null at the end of the stream.</summary>
    private async Task<string?> ReadDataAsync()
    {
        using var limit = new CancellationTokenSource(WaitLimit.Default, TimeProvider.System);
        while (await _reader.ReadLineAsync(limit.Token) is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal) && line.Length > 6) return line[6..];
        }

        return null;
    }
}
