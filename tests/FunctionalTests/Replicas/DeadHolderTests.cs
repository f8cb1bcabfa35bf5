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

    private const int Waits = 0;
    private const int WentOn = 1;
    private const int Bound = 2;

    private static readonly string[] Tokens = ["waits", "went-on", "bound"];

    private InputClient[] _clients = null!;
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
        var tenants = new[] { await One.CreateTenantAsync(Tokens[Waits]), await One.CreateTenantAsync(Tokens[WentOn]), await One.CreateTenantAsync(Tokens[Bound]) };
        _tenants = [.. tenants.Select(t => t.TenantId)];
        var clients = tenants.Select(t => new InputClient(third.Client, t.ApiKey)).ToArray();

        var waits = await clients[Waits].CallAsync("elicit");
        var asked = await clients[WentOn].CallAsync("rounds");
        var goesOn = clients[WentOn].CallAsync("rounds", asked: asked, responses: asked.Answered);
        await Upstream.WaitForAsync(r => r.Hanging > 0);
        Upstream.Settings.AnswerAsJson = true;
        var bound = await clients[Bound].CallAsync("aside");
        Upstream.Settings.AnswerAsJson = false;
        _asked = [waits, asked, bound];
        _asked.ShouldAllBe(a => a.Asks);

        await third.KillAsync();
        await goesOn.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        Upstream.Release();
        _clients = [.. clients.Select(c => c.At(Other.Client))];
    }

    /// <param name="call">Nobody comes back for the one; nobody else can go on with the other.</param>
    [TestCase(Waits, "elicit", "expires", Patience, "input_timeout")]
    [TestCase(Bound, "aside", "seen", Silence, "orphaned")]
    public async Task Call_ThatWaits_IsCancelledByAnotherReplica(int call, string tool, string time, string by, string code)
    {
        await AgeAsync(_tenants[call], time, by);

        await EndedOnceAsync(_tenants[call], "cancelled", code, TimeSpan.FromSeconds(30));
        await Upstream.WaitForAsync(r => r.Requests.Any(q => q.Token == Tokens[call] && q.Method == "notifications/cancelled"));
        await RefusedAsync(call, tool);
    }

    [Test]
    public async Task Call_ThatWentOn_IsRefusedAtOnce_AndUnknownOnceItsReplicaIsGone()
    {
        await RefusedAsync(WentOn, "rounds");

        await AgeAsync(_tenants[WentOn], "seen", Silence);

        await EndedOnceAsync(_tenants[WentOn], "unknown", "orphaned", TimeSpan.FromSeconds(30));
        await RefusedAsync(WentOn, "rounds");
    }

    /// <summary>Lets time pass for a call's row.</summary>
    private async Task AgeAsync(string tenantId, string time, string by) => await
        QueryAsync<Guid>($"UPDATE parked_calls SET {time} = {time} - {by} WHERE tenant_ref = (SELECT id FROM tenants WHERE tenant_id = $1) RETURNING id", tenantId);

    /// <summary>A state that nothing waits for any more is one like any other that is not good, and the upstream hears nothing of it.</summary>
    private async Task RefusedAsync(int call, string tool)
    {
        var (asked, answers) = (_asked[call], Answers());
        var late = await _clients[call].CallAsync(tool, asked: asked, responses: asked.Answered).WaitAsync(WaitLimit.Default);
        (late.Status, late.Code).ShouldBe((400, -32602), late.Text);
        Answers().ShouldBe(answers);

        int Answers() => Upstream.Record.Requests.Count(r => r.Token == Tokens[call] && r.IsResponse);
    }
}
