using System.Security.Cryptography;
using McpService.Application.Health;
using McpService.Common.Databases;
using McpService.Common.Waiting;
using McpService.Infrastructure.Security.ApiKeys;
using McpService.Infrastructure.Security.Encryption;
using McpService.WebApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace McpService.Common.Gateway;

/// <summary>
/// The gateway as users start it, in this process: real Kestrel on a free loopback port, a SQLite file of its own unless told
/// otherwise, the development environment, no limits on rates and no circuits unless a test sets them.
/// </summary>
public sealed class GatewayHost : IAsyncDisposable
{
    /// <summary>As in <c>ENCRYPTION_KEY</c>; the same for all gateways of a test run, so that they can share a database.</summary>
    public static readonly string EncryptionKey = $"k1:{Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))}";

    private readonly SqliteDatabase _database = new();
    private readonly WebApplication _app;

    private GatewayHost(IEnumerable<string> settings, Action<WebApplicationBuilder>? configure)
    {
        string[] defaults =
        [
            "--environment=Development",
            "--PORT=0",
            "--HOST=127.0.0.1",
            $"--DATABASE_URL={_database.Url}",
            $"--ENCRYPTION_KEY={EncryptionKey}",
            "--RATE_LIMIT_AUTH_PER_MINUTE=1000000",
            "--RATE_LIMIT_REQUESTS_PER_SECOND=1000000",
            "--RATE_LIMIT_BURST=1000000",
            "--UPSTREAM_CIRCUIT_CALLS=1000000",
            "--UPSTREAM_OUTAGE_CALLS=1000000",
        ];
        _app = GatewayApplication.Build([.. defaults, .. settings], builder =>
        {
            // The lowest source, .env, is for the developer's own gateway.
            builder.Configuration.Sources.RemoveAt(0);
            builder.Logging.ClearProviders();
            builder.Logging.AddProvider(Log);
            configure?.Invoke(builder);
        });
    }

    /// <summary>Everything it logged.</summary>
    public LogCollector Log { get; } = new();

    /// <summary>Where it listens: <c>http://127.0.0.1:port/</c>.</summary>
    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>For looking inside.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>Sends no credentials and follows no redirects.</summary>
    public HttpClient Client { get; private set; } = new();

    /// <param name="settings"><c>--NAME=value</c>; they win over the defaults.</param>
    /// <param name="configure">Last word on services.</param>
    public static async Task<GatewayHost> StartAsync(IEnumerable<string> settings, Action<WebApplicationBuilder>? configure = null)
    {
        var host = new GatewayHost(settings, configure);
        await host._app.StartAsync();
        host.Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = host.Address };
        await host.ReadyAsync();
        return host;
    }

    public static Task<GatewayHost> StartAsync(params string[] settings) => StartAsync(settings, configure: null);

    /// <param name="databaseUrl">As in <c>DATABASE_URL</c>.</param>
    /// <param name="upstream">As in <c>INTEGRATION_APP_MCP_URL</c>.</param>
    /// <param name="settings">Further settings, <c>NAME=value</c>.</param>
    public static Task<GatewayHost> StartAsync(string databaseUrl, Uri upstream, params IEnumerable<string> settings) =>
        StartAsync([$"--DATABASE_URL={databaseUrl}", $"--INTEGRATION_APP_MCP_URL={upstream}", .. settings.Select(s => $"--{s}")], configure: null);

    /// <summary>Sends JSON, or nothing, with these headers.</summary>
    public Task<Answer> SendAsync(HttpMethod method, string path, string? json = null, params (string Name, string Value)[] headers) =>
        Answer.OfAsync(Client, method, path, json, headers);

    /// <summary>Creates a tenant as the operator does.</summary>
    public async Task<TestTenant> CreateTenantAsync(string integrationAppToken = "alice-of-acme", string integrationKey = "*")
    {
        var answer = await SendAsync(
            HttpMethod.Post,
            "/api/tenants",
            $$"""{"integrationKey":"{{integrationKey}}","integrationAppToken":"{{integrationAppToken}}"}""",
            ("Authorization", $"Bearer {AdminOptions.SampleKey}"));
        if ((int)answer.Status != 201) throw new InvalidOperationException($"No tenant was created: {answer}\n{Log.Text}");
        return new TestTenant(this, answer.Json.GetProperty("tenantId").GetString()!, answer.Json.GetProperty("apiKey").GetString()!);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        _database.Dispose();
    }

    private async Task ReadyAsync()
    {
        try
        {
            await Eventually.TrueAsync(
                async token => (await Client.GetAsync(new Uri("/health/ready", UriKind.Relative), token)).IsSuccessStatusCode, "Readiness of the gateway");
        }
        catch (TimeoutException failure)
        {
            throw new TimeoutException(Log.Text, failure);
        }
    }
}
