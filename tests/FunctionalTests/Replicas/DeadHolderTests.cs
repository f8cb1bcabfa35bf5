using McpService.Common.Gateway;
using McpService.Common.Waiting;
using McpService.FunctionalTests.Mcp;

namespace McpService.FunctionalTests.Replicas;

/// <summary>What is parked at a replica that is killed is ended by another: its place is free, the trail has its end, and its client is told at once that nothing waits for it.</summary>
[NonParallelizable]
internal sealed class DeadHolderTests : ReplicaFixture
{
    // Microseconds, each a little more than the product waits: for a replica that is silent, and for a person, with the time that its holder gets to end the call itself.
    private const string Silence = "61000000";
    private const string Patience = "606000000";

    private InputClient _waiting = null!;
    private InputClient _answered = null!;
    private InputClient _bound = null!;
    private string[] _tenants = null!;
    private InputAnswer[] _asked = null!;

    /// <summary>Three calls of three tenants are parked at a third replica: one waits, one went on with its answer, and one waits where the upstream lets nobody else go on. Then it is killed.</summary>
    [OneTimeSetUp]
    public async Task KillTheHolderAsync()
    {
        InputFixture.Script(Upstream);
        Upstream.OnCall("rounds", async call =>
        {
            await call.AskAsync("roots/list");
            await call.HangAsync();
            return """{"content":[]}""";
        });
        await using var third = await GatewayProcess.StartAsync(Database.Url, Upstream.Address, EncryptionKeys, "third");
        await third.ReadyAsync();
        var tenants = new[] { await One.CreateTenantAsync("waits"), await One.CreateTenantAsync("went-on"), await One.CreateTenantAsync("bound") };
        _tenants = [.. tenants.Select(t => t.TenantId)];
        var clients = tenants.Select(t => new InputClient(third.Client, t.ApiKey)).ToArray();

        var waits = await clients[0].CallAsync("elicit");
        var asked = await clients[1].CallAsync("rounds");
        var goesOn = clients[1].CallAsync("rounds", asked: asked, responses: asked.Answered);
        await Upstream.WaitForAsync(r => r.Hanging > 0);
        Upstream.Settings.AnswerAsJson = true;
        var bound = await clients[2].CallAsync("aside");
        Upstream.Settings.AnswerAsJson = false;
        _asked = [waits, asked, bound];
        _asked.ShouldAllBe(a => a.Asks);

        await third.KillAsync();
        await goesOn.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        Upstream.Release();
        (_waiting, _answered, _bound) = (clients[0].At(Other.Client), clients[1].At(Other.Client), clients[2].At(Other.Client));
    }

    [Test]
    public async Task Call_NobodyComesBackFor_IsCancelledByAnotherReplica()
    {
        await AgeAsync(_tenants[0], "expires", Patience);

        await EndedOnceAsync(_tenants[0], "cancelled", "input_timeout", TimeSpan.FromSeconds(30));

        await Upstream.WaitForAsync(r => r.Requests.Any(q => q.Token == "waits" && q.Method == "notifications/cancelled"));
        await RefusedAsync(_waiting, "elicit", _asked[0], "waits");
    }

    [Test]
    public async Task Call_ThatWentOn_IsRefusedAtOnce_AndUnknownOnceItsReplicaIsGone()
    {
        await RefusedAsync(_answered, "rounds", _asked[1], "went-on");

        await AgeAsync(_tenants[1], "seen", Silence);

        await EndedOnceAsync(_tenants[1], "unknown", "orphaned", TimeSpan.FromSeconds(30));
        await RefusedAsync(_answered, "rounds", _asked[1], "went-on");
    }

    [Test]
    public async Task Call_ThatNobodyElseCanGoOnWith_IsCancelledOnceItsReplicaIsGone()
    {
        await AgeAsync(_tenants[2], "seen", Silence);

        await EndedOnceAsync(_tenants[2], "cancelled", "orphaned", TimeSpan.FromSeconds(30));
        await Upstream.WaitForAsync(r => r.Requests.Any(q => q.Token == "bound" && q.Method == "notifications/cancelled"));
        await RefusedAsync(_bound, "aside", _asked[2], "bound");
    }

    /// <summary>Lets time pass for a call's row.</summary>
    private async Task AgeAsync(string tenantId, string time, string by) => await
        QueryAsync<Guid>($"UPDATE parked_calls SET {time} = {time} - {by} WHERE tenant_ref = (SELECT id FROM tenants WHERE tenant_id = $1) RETURNING id", tenantId);

    /// <summary>A state that nothing waits for any more is one like any other that is not good, and the upstream hears nothing of it.</summary>
    private async Task RefusedAsync(InputClient client, string tool, InputAnswer asked, string token)
    {
        var answers = Answers();
        var late = await client.CallAsync(tool, asked: asked, responses: asked.Answered).WaitAsync(WaitLimit.Default);
        (late.Status, late.Code).ShouldBe((400, -32602), late.Text);
        Answers().ShouldBe(answers);

        int Answers() => Upstream.Record.Requests.Count(r => r.Token == token && r.IsResponse);
    }
}
