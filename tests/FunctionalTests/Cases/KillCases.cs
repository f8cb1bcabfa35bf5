using System.Net;
using System.Security.Cryptography;
using McpService.Common.Databases;
using McpService.Common.Gateway;
using McpService.Common.Kills;
using McpService.Common.Upstreams;
using McpService.Common.Waiting;
using Npgsql;

namespace McpService.FunctionalTests.Cases;

/// <summary>Cases 82 to 84: the process is killed, or told to end, in the middle of what it does.</summary>
[TestFixture]
internal sealed class KillCases
{
    private static readonly int Kills = CaseStage.IsFull ? 50 : 4;

    [Test]
    public async Task Case082_KilledDuringCreateRotateAndSuspend_WhatWasAnsweredIsThereAndNothingIsHalf()
    {
        var database = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        for (var round = 0; round < Kills; round++)
        {
            var changes = new List<Task<List<Change>>>();
            await using (var gateway = await CaseStage.StartGatewayOnAsync(database, CaseStage.Upstream.Address))
            {
                changes.AddRange(Enumerable.Range(0, 4).Select(_ => ChangeUntilKilledAsync(gateway)));
                await Task.Delay(TimeSpan.FromMilliseconds(500 + RandomNumberGenerator.GetInt32(500)), TimeProvider.System);
                await gateway.KillAsync();
            }

            var made = (await Task.WhenAll(changes)).SelectMany(c => c).ToList();
            await using var again = await CaseStage.StartGatewayOnAsync(database, CaseStage.Upstream.Address);
            foreach (var change in made)
            {
                // What a busy machine says at first is that it is busy.
                var status = HttpStatusCode.ServiceUnavailable;
                await Eventually.TrueAsync(async _ => (status = (await again.CallAsync(change.TenantId, change.ApiKey)).Status) != HttpStatusCode.ServiceUnavailable, "An answer");
                status.ShouldBe(change.IsSuspended ? HttpStatusCode.Forbidden : HttpStatusCode.OK, $"{change}");
            }
        }

        (await NumberAsync(
            database,
            "SELECT count(*) FROM tenants t WHERE NOT EXISTS (SELECT 1 FROM api_keys k WHERE k.tenant_ref = t.id) OR NOT EXISTS (SELECT 1 FROM upstream_credentials c WHERE c.tenant_ref = t.id)")).ShouldBe(0);
        var (exitCode, output) = await GatewayProcess.RunAsync(database.Url, CaseStage.EncryptionKeys, "audit", "verify");
        exitCode.ShouldBe(0, output);
    }

    [Test]
    public async Task Case083_KilledDuringCalls_EachCallTheUpstreamSawHasItsIntentAndOrphansAreClosed()
    {
        var database = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();

        var result = await new KillRounds(database.Url, sql => NumberAsync(database, sql)).RunAsync(Kills);

        result.Seen.ShouldBeGreaterThan(0);
        result.Holds.ShouldBeTrue($"{result}");
    }

    [Test]
    public async Task Case084_SigtermWith200InFlight_LosesNothingAndExits0()
    {
        const int InFlight = 200;
        await using var upstream = await ScriptableUpstream.StartAsync();
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var arrived = 0;
        var database = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        await using var gateway = await CaseStage.StartGatewayOnAsync(
            database, upstream.Address, ("RATE_LIMIT_CONCURRENCY", $"{InFlight}"), ("MAX_CONCURRENT_CALLS", $"{InFlight}"), ("UPSTREAM_TIMEOUT_SECONDS", "600"), ("DRAIN_SECONDS", "1"));
        upstream.Settings.GetStreams = true; // as warming up wants it
        await gateway.WarmAsync();
        var (tenantId, apiKey) = await gateway.CreateTenantAsync(CaseStage.Keep("token-of-the-drained"));
        CaseStage.Keep(apiKey);
        upstream.SetTools("""[{"name":"held","inputSchema":{"type":"object"}},{"name":"whoami","inputSchema":{"type":"object"}}]""");
        upstream.OnCall("held", async _ =>
        {
            Interlocked.Increment(ref arrived);
            await release.Task;
            return """{"content":[]}""";
        });
        var calls = Enumerable.Range(0, InFlight).Select(_ => gateway.CallAsync(tenantId, apiKey, "held")).ToList();
        await Eventually.TrueAsync(_ => Task.FromResult(Volatile.Read(ref arrived) == InFlight), "All calls at the upstream", TimeSpan.FromSeconds(60));

        var began = TimeProvider.System.GetTimestamp();
        gateway.BeginStop();
        await Eventually.TrueAsync(async _ => await ReadyAsync(gateway) is null or HttpStatusCode.ServiceUnavailable, "Not ready", TimeSpan.FromSeconds(20));
        calls.ShouldAllBe(call => !call.IsCompleted, "ready says so first");
        release.SetResult();

        (await Task.WhenAll(calls)).ShouldAllBe(answer => answer.Status == HttpStatusCode.OK);
        (await gateway.ExitAsync()).ShouldBe(0, gateway.Output);
        TimeProvider.System.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromSeconds(30));
        (await NumberAsync(database, "SELECT count(*) FROM audit_entries WHERE tool = 'held' AND outcome = 0")).ShouldBe(InFlight);
    }

    private static async Task<List<Change>> ChangeUntilKilledAsync(GatewayProcess gateway)
    {
        var made = new List<Change>();
        try
        {
            while (true)
            {
                // A tenant is looked at in the state of the last change that was answered, unless another was asked for since.
                var (tenantId, apiKey) = await gateway.CreateTenantAsync(CaseStage.Keep("token-of-the-killed"));
                CaseStage.Keep(apiKey);
                if (made.Count % 3 == 0)
                {
                    made.Add(new Change(tenantId, apiKey, IsSuspended: false));
                }
                else if (made.Count % 3 == 1)
                {
                    var rotated = await gateway.AdminAsync(HttpMethod.Post, $"/api/tenants/{tenantId}/api-keys/rotate", """{"overlapSeconds":0}""");
                    made.Add(new Change(tenantId, CaseStage.Keep(rotated.Json.GetProperty("apiKey").GetString()!), IsSuspended: false));
                }
                else
                {
                    await gateway.AdminAsync(HttpMethod.Post, $"/api/tenants/{tenantId}/suspend");
                    made.Add(new Change(tenantId, apiKey, IsSuspended: true));
                }
            }
        }
        catch (Exception killed) when (killed is HttpRequestException or IOException)
        {
            return made;
        }
    }

    private static async Task<HttpStatusCode?> ReadyAsync(GatewayProcess gateway)
    {
        try
        {
            return (await gateway.SendAsync(HttpMethod.Get, "/health/ready")).Status;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private static async Task<long> NumberAsync(PostgresDatabase database, string sql)
    {
        await using var connection = new NpgsqlConnection($"{database.ConnectionString};Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return sql.StartsWith("SELECT", StringComparison.Ordinal) ? Convert.ToInt64(await command.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture) : await command.ExecuteNonQueryAsync();
    }

    private sealed record Change(string TenantId, string ApiKey, bool IsSuspended);
}
