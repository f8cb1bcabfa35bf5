using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;
using McpService.Common.Upstreams.Conformance;
using McpService.Sandbox;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ModelContextProtocol.Client;

namespace McpService.FunctionalTests.Sandbox;

/// <summary>The sandbox alone on a socket, with a plain HTTP client and the SDK's client to speak to it.</summary>
internal sealed class SandboxHost : IAsyncDisposable
{
    public const string InitializeMessage = """
        {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},
        "clientInfo":{"name":"test","version":"1"}}}
        """;

    private readonly WebApplication _app;

    private SandboxHost(WebApplication app)
    {
        _app = app;
        Address = new Uri(app.Urls.Single() + SandboxEndpoints.Path);
    }

    public Uri Address { get; }

    public HttpClient Http { get; } = new() { Timeout = TimeSpan.FromSeconds(30) };

    public static async Task<SandboxHost> StartAsync(TimeProvider? time = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(time ?? TimeProvider.System);
        builder.Services.AddSandbox();
        var app = builder.Build();
        app.MapSandbox();
        await app.StartAsync();
        return new SandboxHost(app);
    }

    public HttpRequestMessage Request(HttpMethod method, string? session = null, string? token = "alice", string query = "")
    {
        var request = new HttpRequestMessage(method, new Uri(Address + query));
        request.Headers.Accept.ParseAdd("application/json, text/event-stream");
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        if (session is not null) request.Headers.Add("Mcp-Session-Id", session);
        return request;
    }

    public Task<HttpResponseMessage> PostAsync(string body, string? session = null, string? token = "alice", string query = "")
    {
        var request = Request(HttpMethod.Post, session, token, query);
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        return Http.SendAsync(request);
    }

    /// <summary>Initializes and gives the session id.</summary>
    public async Task<string> OpenSessionAsync(string token = "alice", string query = "")
    {
        using var response = await PostAsync(InitializeMessage, token: token, query: query);
        response.EnsureSuccessStatusCode();
        return response.Headers.GetValues("Mcp-Session-Id").Single();
    }

    /// <summary>Posts one request on a session and gives the whole JSON-RPC answer.</summary>
    public async Task<JsonElement> AskAsync(string session, string method, string parameters = "{}")
    {
        using var response = await PostAsync($$"""{"jsonrpc":"2.0","id":7,"method":"{{method}}","params":{{parameters}}}""", session);
        response.EnsureSuccessStatusCode();
        await using var body = await response.Content.ReadAsStreamAsync();
        return JsonSerializer.Deserialize<JsonElement>(SseParser.Create(body).Enumerate().Single().Data);
    }

    /// <summary>Opens the stream of a session and waits until the server has it.</summary>
    public Task<HttpResponseMessage> OpenStreamAsync(string session, string? lastEventId = null)
    {
        var request = Request(HttpMethod.Get, session);
        if (lastEventId is not null) request.Headers.Add("Last-Event-ID", lastEventId);
        return Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    public Task<McpClient> ConnectAsync(string token = "alice", string query = "", McpClientOptions? options = null)
    {
        var transport = new HttpClientTransport(
            new HttpClientTransportOptions
            {
                Endpoint = new Uri(Address + query),
                TransportMode = HttpTransportMode.StreamableHttp,
                AdditionalHeaders = new Dictionary<string, string>(StringComparer.Ordinal) { ["Authorization"] = $"Bearer {token}" },
            },
            Http);
        options ??= new McpClientOptions();
        options.ProtocolVersion = "2025-06-18";
        return McpClient.CreateAsync(transport, options);
    }

    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        Http.Dispose();
    }
}
