using McpService.Common.Gateway;
using McpService.Common.Waiting;

namespace McpService.FunctionalTests.Replicas;

/// <summary>A call with a key that comes to two replicas is made once, and a replica that is killed leaves no doubt that it is not known what became of it.</summary>
public sealed class IdempotencyKeyTests : ReplicaFixture
{
    private const string Slow = """{"method":"slow","params":{}}""";

    [Test]
    public async Task Call_RepeatedOnTheOther_IsTheFirstResult()
    {
        var tenant = await One.CreateTenantAsync("one-then-other");
        var first = await SendAsync(One, tenant, """{"method":"whoami","params":{}}""", "key");

        Answer again = first;
        await Eventually.TrueAsync(async _ => (again = await SendAsync(Other, tenant, """{"method":"whoami","params":{}}""", "key")).Code != "idempotency_key_in_flight", "The commit of the first result");

        (again.Headers.GetValueOrDefault("Idempotent-Replayed"), again.Text).ShouldBe(("true", first.Text));
        CallsOf("one-then-other").ShouldBe(1);
    }

    [Test]
    public async Task Call_OnBothAtOnce_IsMadeOnce()
    {
        var tenant = await One.CreateTenantAsync("both-at-once");
        for (var round = 1; round <= 10; round++)
        {
            var key = $"both-{round}";
            var answers = await Task.WhenAll(new[] { One, Other, One, Other, One, Other }.Select(g => SendAsync(g, tenant, """{"method":"whoami","params":{}}""", key)));

            answers.Count(a => (int)a.Status == 200 && !a.Headers.ContainsKey("Idempotent-Replayed")).ShouldBe(1, string.Join('\n', answers.Select(a => a.ToString())));
            answers.ShouldAllBe(a => (int)a.Status == 200 || a.Code == "idempotency_key_in_flight");
            CallsOf("both-at-once").ShouldBe(round);
        }
    }

    [Test]
    public async Task Call_UnderWayOnTheOther_IsToComeAgain()
    {
        var tenant = await One.CreateTenantAsync("under-way");
        var first = SendAsync(One, tenant, Slow, "key");
        await Upstream.WaitForAsync(r => r.Requests.Any(q => q.Token == "under-way" && q.Method == "tools/call"));

        (await SendAsync(Other, tenant, Slow, "key")).Code.ShouldBe("idempotency_key_in_flight");
        (await SendAsync(Other, tenant, """{"method":"whoami","params":{}}""", "key")).Code.ShouldBe("idempotency_key_reused");
        Upstream.Release();
        (await first).Status.ShouldBe(System.Net.HttpStatusCode.OK);
    }

    /// <summary>Killed between the commit of the intent and the answer; with either durability.</summary>
    [Test]
    public async Task Kill_DuringACall_LeavesItsOutcomeUnknown([Values("before-call", "buffered")] string durability)
    {
        var token = $"killed-{durability}";
        var tenant = await One.CreateTenantAsync(token);
        await using (var killed = await GatewayProcess.StartAsync(Database.Url, Upstream.Address, EncryptionKeys, token, ("AUDIT_DURABILITY", durability)))
        {
            await killed.ReadyAsync();
            var call = SendAsync(killed, tenant, Slow, "key");
            await Upstream.WaitForAsync(r => r.Requests.Any(q => q.Token == token && q.Method == "tools/call"));
            await killed.KillAsync();
            await call.ContinueWith(_ => { }, TaskScheduler.Default);
            Upstream.Release();
        }

        (await SendAsync(Other, tenant, Slow, "key")).Code.ShouldBe("idempotency_key_in_flight", "nobody knows yet that it is gone");
        await QueryAsync<int>("UPDATE audit_writers SET last_seen = last_seen - 61000000 WHERE instance = $1 RETURNING kind", token);
        await Eventually.TrueAsync(async _ => (await SendAsync(Other, tenant, Slow, "key")).Code == "outcome_unknown", "The end of the writer that is gone", TimeSpan.FromSeconds(40));
        CallsOf(token).ShouldBe(1);
    }

    private int CallsOf(string token) => Upstream.Record.Requests.Count(r => r.Token == token && r.Method == "tools/call");

    private static Task<Answer> SendAsync(GatewayProcess gateway, (string TenantId, string ApiKey) tenant, string json, string key) =>
        gateway.SendAsync(HttpMethod.Post, $"/api/tenant/{tenant.TenantId}/tool", json, ("x-api-key", tenant.ApiKey), ("Idempotency-Key", key));
}
