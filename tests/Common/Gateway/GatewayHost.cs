using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using McpService.Common.Waiting;
using McpService.Infrastructure.Security;
using McpService.WebApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace McpService.Common.Gateway;

/// <summary>The whole gateway in this process: real Kestrel on a free loopback port, real database.</summary>
public sealed class GatewayHost : IAsyncDisposable
{
    public const string AdminKey = AdminOptions.SampleKey;

    /// <summary>As in <c>ENCRYPTION_KEY</c>; the same for all gateways of a test run, so that they can share a database.</summary>
    public static readonly string EncryptionKey = $"test:{Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))}";

    private readonly WebApplication _app;

    private GatewayHost(WebApplication app, LogLines log) => (_app, Log) = (app, log);

    /// <summary><c>http://127.0.0.1:port/</c>.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1/");

    /// <summary>Sends no credentials of its own.</summary>
    public HttpClient Http { get; private set; } = new();

    public IServiceProvider Services => _app.Services;

    /// <summary>What the gateway logged, a line each.</summary>
    public LogLines Log { get; }

    /// <param name="databaseUrl">As in <c>DATABASE_URL</c>.</param>
    /// <param name="upstream">As in <c>INTEGRATION_APP_MCP_URL</c>; null for the embedded sandbox.</param>
    /// <param name="settings">Further settings, <c>NAME=value</c>.</param>
    public static Task<GatewayHost> StartAsync(string databaseUrl, Uri? upstream = null, params IEnumerable<string> settings) =>
        StartAsync(databaseUrl, upstream, _ => { }, settings);

    /// <inheritdoc cref="StartAsync(string, Uri?, IEnumerable{string})"/>
    /// <param name="configure">Last word on services.</param>
    public static async Task<GatewayHost> StartAsync(string databaseUrl, Uri? upstream, Action<WebApplicationBuilder> configure, params IEnumerable<string> settings)
    {
        List<string> args =
        [
            "--environment=Development", "--PORT=0", $"--DATABASE_URL={databaseUrl}", "--RATE_LIMIT_REQUESTS_PER_SECOND=100000", "--RATE_LIMIT_BURST=100000",
            "--RATE_LIMIT_AUTH_PER_MINUTE=100000", $"--ENCRYPTION_KEY={EncryptionKey}",
        ];
        if (upstream is not null) args.Add($"--INTEGRATION_APP_MCP_URL={upstream}");
        args.AddRange(settings.Select(s => $"--{s}"));

        LogLines? lines = null;
        var app = GatewayApplication.Build([.. args], builder =>
        {
            builder.Logging.ClearProviders();
            builder.Logging.AddProvider(lines = new LogLines());
            configure(builder);
        });
        var host = new GatewayHost(app, lines!);
        await host.StartAsync();
        return host;
    }

    /// <summary>A tenant of the upstream's user that the token stands for.</summary>
    public async Task<TenantAccess> CreateTenantAsync(string token = "alice-of-acme", string integrationKey = "hubspot", string? name = null)
    {
        using var response = await AdminAsync(HttpMethod.Post, "/api/tenants", new { name, integrationKey, integrationAppToken = token });
        if (!response.IsSuccessStatusCode) throw new InvalidOperationException($"No tenant: {await response.Content.ReadAsStringAsync()}\n{Log.Text}");
        var created = await response.Content.ReadFromJsonAsync<JsonElement>();
        return new TenantAccess(this, created.GetProperty("tenantId").GetString()!, created.GetProperty("apiKey").GetString()!);
    }

    /// <summary>A request of the operator.</summary>
    /// <param name="body">Sent as JSON; null sends none.</param>
    public async Task<HttpResponseMessage> AdminAsync(HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", AdminKey);
        if (body is not null) request.Content = JsonContent.Create(body);
        return await Http.SendAsync(request);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
    }

    private async Task StartAsync()
    {
        await _app.StartAsync();
        Address = new Uri(_app.Urls.First().Replace("localhost", "127.0.0.1", StringComparison.Ordinal));
        Http.Dispose();
        Http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = Address };
        await Eventually.TrueAsync(
            async cancellationToken =>
            {
                using var ready = await Http.GetAsync("/health/ready", cancellationToken);
                return ready.IsSuccessStatusCode;
            },
            "A gateway that is ready",
            TimeSpan.FromSeconds(30));
    }
}
