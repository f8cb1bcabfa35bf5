using System.Buffers.Text;
using System.Text.Json;
using McpService.Application.Auditing;
using McpService.Application.Health;
using McpService.Application.Memory;
using McpService.Application.Tenants;
using McpService.Application.Upstream;
using McpService.Common.Time;
using McpService.Common.Upstreams;
using McpService.Common.Upstreams.Faults;
using McpService.Common.Waiting;
using McpService.Domain.Secrets;
using McpService.Domain.Tenants;
using McpService.Infrastructure.Mcp;
using McpService.Infrastructure.Persistence;
using McpService.Infrastructure.Security;
using McpService.Infrastructure.Security.Credentials;
using McpService.Infrastructure.Security.Encryption;
using McpService.Infrastructure.Security.ServiceKeys;
using McpService.Infrastructure.Settings;
using McpService.Infrastructure.Telemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace McpService.FunctionalTests.Upstreams;

/// <summary>Sessions on minted tokens are replaced before the token ends, while calls run, and none of them notices.</summary>
[TestFixture]
internal sealed class RenewalTests
{
    private const string Expired = "expired";
    private const int Callers = 8;

    private readonly ManualTimeProvider _time = new();
    private ScriptableUpstream _upstream = null!;
    private IHost _host = null!;
    private IMcpGateway _gateway = null!;
    private UpstreamTarget _connection = null!;
    private readonly int[] _calls = new int[Callers]; // of each caller
    private readonly Queue<int[]> _earlier = new();

    [SetUp]
    public async Task SetUpAsync()
    {
        Array.Clear(_calls);
        _earlier.Clear();
        _upstream = await ScriptableUpstream.StartAsync();
        _upstream.Settings.KeepHistory = false;
        _upstream.OnCall("whoami", call => $$"""{"content":[{"type":"text","text":"{{(EndOf(call.Token) > _time.GetUtcNow() ? "good" : Expired)}}"}]}""");
        _host = MakeHost(_upstream.Address);
        _gateway = _host.Services.GetRequiredService<IMcpGateway>();
        _connection = Connection(Guid.CreateVersion7(_time.GetUtcNow()));
    }

    [TearDown]
    public async Task TearDownAsync()
    {
        if (_host is IAsyncDisposable host) await host.DisposeAsync();
        if (_upstream is not null) await _upstream.DisposeAsync();
    }

    [Test]
    public async Task Renew_ManyCallsRunForFourHours_NoneIsLost()
    {
        using var end = new CancellationTokenSource();
        var callers = Enumerable.Range(0, Callers).Select(caller => CallUntilAsync(caller, end.Token)).ToList();

        // In steps that are short against the margin, and long enough for every call to come to its end.
        for (var passed = TimeSpan.Zero; passed < TimeSpan.FromHours(4.2); passed += TimeSpan.FromSeconds(20))
        {
            _time.Advance(TimeSpan.FromSeconds(20));
            await SomeCallsAsync();
        }

        await end.CancelAsync();
        (await Task.WhenAll(callers)).SelectMany(lost => lost).ShouldBeEmpty();
        _upstream.Record.SessionsOpened.ShouldBe(3);
        await _upstream.WaitForAsync(record => record.Deleted.Count == 2);
        TestContext.Out.WriteLine($"{_calls.Sum()} calls on {_upstream.Record.SessionsOpened} sessions.");
    }

    [Test]
    public async Task Renew_UpstreamOpensNoSessionsForAWhile_CallsGoOnOnTheOldOne()
    {
        await CallAsync();
        _time.Advance(TimeSpan.FromSeconds(7200 - 30) - TimeSpan.FromSeconds(330));
        await CallAsync();
        _upstream.Fault("initialize", Fault.Status(500));

        for (var i = 0; i < 24; i++)
        {
            (await CallAsync()).ShouldContain("good");
            _time.Advance(TimeSpan.FromSeconds(10));
        }

        _upstream.ClearFaults();
        await Eventually.TrueAsync(
            async _ =>
            {
                _time.Advance(TimeSpan.FromSeconds(1));
                return (await CallAsync()).Contains("good") && _upstream.Record.Deleted.Count == 1;
            },
            "Renewal");
    }

    [Test]
    public async Task Renew_StaticTokenNearItsEnd_OpensNoSessionThatCouldNotLiveLonger()
    {
        var ends = _time.GetUtcNow() + TimeSpan.FromMinutes(10);
        _upstream.OnCall("whoami", _ => """{"content":[]}""");
        _connection = _connection with { Credential = Seal(new CredentialInput(new Secret("static"), null), CredentialKind.Token, ends) };

        for (var i = 0; i < 10; i++)
        {
            await CallAsync();
            _time.Advance(TimeSpan.FromSeconds(59));
        }

        _upstream.Record.SessionsOpened.ShouldBe(1);
    }

    private async Task<List<string>> CallUntilAsync(int caller, CancellationToken end)
    {
        var lost = new List<string>();
        while (!end.IsCancellationRequested)
        {
            try
            {
                if (await CallAsync() is var text && text.Contains(Expired)) lost.Add(text);
            }
            catch (Exception failure)
            {
                lost.Add(failure.Message);
            }

            Interlocked.Increment(ref _calls[caller]);
        }

        return lost;
    }

    private async Task<string> CallAsync()
    {
        using var result = await _gateway.CallToolAsync(_connection, "whoami", "{}"u8.ToArray(), CancellationToken.None);
        return System.Text.Encoding.UTF8.GetString(result.Json.Span);
    }

    /// <summary>Some calls have ended, and none is older than a few steps of the clock: on a busy machine one caller may be slow, while the clock runs on.</summary>
    private Task SomeCallsAsync()
    {
        const int Steps = 10;
        var enough = _calls.Sum() + (2 * Callers);
        _earlier.Enqueue([.. _calls]);
        var fewStepsAgo = _earlier.Count > Steps ? _earlier.Dequeue() : null;
        return _upstream.WaitForAsync(_ => _calls.Sum() >= enough && (fewStepsAgo is null || Enumerable.Range(0, Callers).All(c => Volatile.Read(ref _calls[c]) > fewStepsAgo[c])));
    }

    private UpstreamTarget Connection(Guid tenantRef)
    {
        _connection = new UpstreamTarget(tenantRef, "tenant-1", null!, "hubspot", null);
        var workspace = new WorkspaceInput("ws-key", new Secret("ws-secret"), "user-1", null, null);
        return _connection with { Credential = Seal(new CredentialInput(null, workspace), CredentialKind.Workspace, null) };
    }

    private SealedCredential Seal(CredentialInput input, CredentialKind kind, DateTimeOffset? expiresAt)
    {
        var blob = _host.Services.GetRequiredService<SecretBox>().Seal(CredentialFormat.Write(input), CredentialFormat.Subject(_connection.TenantRef), CredentialFormat.Field);
        return new SealedCredential(Guid.CreateVersion7(_time.GetUtcNow()), kind, blob, expiresAt);
    }

    private IHost MakeHost(Uri upstream)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = Environments.Development });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["INTEGRATION_APP_MCP_URL"] = upstream.AbsoluteUri,
            ["UPSTREAM_TIMEOUT_SECONDS"] = "600",
            ["UPSTREAM_SESSION_MAX_CALLS"] = "10000000",
            ["UPSTREAM_SESSION_IDLE_SECONDS"] = "86400",
            ["ENCRYPTION_KEY"] = "k1:tHM06FQs0SVm2ZRpYj4qQgFc85gKXCjpn0SBTZ2uiTg=",
        });
        builder.Services
            .AddLogging(logging => logging.ClearProviders())
            .AddSingleton<TimeProvider>(_time)
            .AddSingleton(new Infrastructure.Settings.DataFolder(Path.GetTempPath()))
            .AddPersistence() // never started: what asks it finds no database
            .AddSingleton(Moq.Mock.Of<IServiceKeyStore>())
            .AddSingleton(Moq.Mock.Of<ICredentialVerdicts>())
            .AddSingleton(Moq.Mock.Of<IAuditTrail>())
            .AddSingleton(new MemoryBudget(long.MaxValue))
            .AddSingleton<DrainState>()
            .AddTelemetry(builder.Configuration)
            .AddSecurity()
            .AddMcp();
        return builder.Build();
    }

    private static DateTimeOffset EndOf(string token)
    {
        using var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(token.Split('.')[1]));
        return DateTimeOffset.FromUnixTimeSeconds(claims.RootElement.GetProperty("exp").GetInt64());
    }
}
