using System.Collections.Concurrent;
using System.Security.Cryptography;
using McpService.Common.Databases;
using McpService.Common.Gateway;
using McpService.Common.Upstreams;

namespace McpService.FunctionalTests.Cases;

/// <summary>
/// What all numbered cases share, so that it starts once: the gateway as operators run it, PostgreSQL, a scriptable upstream, tenants A, B and C.
/// A case that suspends, rotates or deletes takes a tenant of its own; C is the bystander to whom nothing may happen.
/// </summary>
[SetUpFixture]
internal sealed class CaseStage
{
    private static readonly ConcurrentQueue<string> LogLines = new();
    private static readonly ConcurrentBag<string> AllSecrets = [];

    /// <summary>Long cases run in full: <c>CASES=full</c> in the environment. Else they are shortened.</summary>
    public static bool IsFull { get; } = Environment.GetEnvironmentVariable("CASES") == "full";

    public static string EncryptionKeys { get; } = GatewayProcess.NewKey("k1");

    public static PostgresDatabase Database { get; private set; } = null!;

    public static ScriptableUpstream Upstream { get; private set; } = null!;

    public static GatewayProcess Gateway { get; private set; } = null!;

    public static CaseTenant A { get; private set; } = null!;

    public static CaseTenant B { get; private set; } = null!;

    public static CaseTenant C { get; private set; } = null!;

    /// <summary>Everything that must show up nowhere: keys, tokens, the upstream's tokens, the operator's key, the encryption key.</summary>
    public static IReadOnlyCollection<string> Secrets => AllSecrets;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        Keep(GatewayProcess.AdminKey);
        Keep(EncryptionKeys.Split(':')[1]);
        Database = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        Upstream = await ScriptableUpstream.StartAsync();
        Upstream.Settings.GetStreams = true;
        Gateway = await StartGatewayAsync(Upstream.Address);
        await Gateway.WarmAsync();
        (A, B, C) = (await CreateTenantAsync(Gateway), await CreateTenantAsync(Gateway), await CreateTenantAsync(Gateway));
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (Gateway is not null) await Gateway.DisposeAsync();
        if (Upstream is not null) await Upstream.DisposeAsync();
    }

    /// <summary>Another process on the same database, ready, for settings of its own; the caller ends it.</summary>
    public static Task<GatewayProcess> StartGatewayAsync(Uri upstream, params (string Name, string Value)[] settings) => StartGatewayOnAsync(Database, upstream, settings);

    /// <summary>The same on a database of the case's own.</summary>
    public static async Task<GatewayProcess> StartGatewayOnAsync(PostgresDatabase database, Uri upstream, params (string Name, string Value)[] settings)
    {
        var gateway = await GatewayProcess.StartAsync(database.Url, upstream, EncryptionKeys, LogLines.Enqueue, $"case-{RandomNumberGenerator.GetHexString(8, lowercase: true)}", settings);
        await gateway.ReadyAsync();
        return gateway;
    }

    /// <summary>Creates a tenant as the operator does; what is secret about it is looked for from now on.</summary>
    public static async Task<CaseTenant> CreateTenantAsync(GatewayProcess gateway, string integrationKey = "*")
    {
        var token = Keep($"upstream-token-{RandomNumberGenerator.GetHexString(24, lowercase: true)}");
        var (tenantId, apiKey) = await gateway.CreateTenantAsync(token, integrationKey);
        return new CaseTenant(tenantId, Keep(apiKey), token);
    }

    /// <summary>From now on no answer, log line, metric or row may show it.</summary>
    public static string Keep(string secret)
    {
        AllSecrets.Add(secret);
        return secret;
    }

    /// <summary>What the gateways have logged since this was asked last.</summary>
    public static string TakeLog()
    {
        var lines = new List<string>();
        while (LogLines.TryDequeue(out var line)) lines.Add(line);
        return string.Join('\n', lines);
    }
}
