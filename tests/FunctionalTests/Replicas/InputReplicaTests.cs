using McpService.Common.Gateway;
using McpService.FunctionalTests.Mcp;

namespace McpService.FunctionalTests.Replicas;

/// <summary>What an upstream asked at one replica can be answered at another, as long as the upstream lets its stream be resumed.</summary>
[NonParallelizable]
internal sealed class InputReplicaTests : ReplicaFixture
{
    [SetUp]
    public void Script() => InputFixture.Script(Upstream);

    [TestCase("elicit")]
    [TestCase("three")]
    public async Task Answer_AtTheOtherReplica_IsTakenThere(string tool)
    {
        var (tenantId, apiKey) = await One.CreateTenantAsync();
        var (client, runs) = (new InputClient(One.Client, apiKey), Upstream.Record.Runs(tool));

        var asked = await client.CallAsync(tool);
        var answer = await client.At(Other.Client).CallAsync(tool, asked: asked, responses: asked.Answered);

        answer.Said.ShouldBeOneOf("Ada", "True True True");
        (Upstream.Record.Runs(tool) - runs).ShouldBe(1);
        await EndedOnceAsync(tenantId, "success");
        var late = await client.CallAsync(tool, asked: asked, responses: asked.Answered);
        (late.Status, late.Code).ShouldBe((400, -32602));
    }

    [Test]
    public async Task Rounds_GoFromReplicaToReplica()
    {
        var (tenantId, apiKey) = await One.CreateTenantAsync();
        var client = new InputClient(One.Client, apiKey);

        var first = await client.CallAsync("rounds");
        var second = await client.At(Other.Client).CallAsync("rounds", asked: first, responses: first.Answered);
        (await client.CallAsync("rounds", asked: second, responses: second.Answered)).Said.ShouldBe("Ada Ada");

        await EndedOnceAsync(tenantId, "success");
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Answer_AfterItsReplicaEnded_IsTakenByAnother(bool isKilled)
    {
        var (tenantId, apiKey) = await One.CreateTenantAsync();
        await using var third = await GatewayProcess.StartAsync(Database.Url, Upstream.Address, EncryptionKeys, "third");
        await third.ReadyAsync();
        var client = new InputClient(third.Client, apiKey);
        var asked = await client.CallAsync("elicit");
        asked.Asks.ShouldBeTrue(third.Output);

        if (isKilled) await third.KillAsync();
        else await third.StopAsync();

        (await client.At(Other.Client).CallAsync("elicit", asked: asked, responses: asked.Answered)).Said.ShouldBe("Ada");
        await EndedOnceAsync(tenantId, "success");
    }

    [Test]
    public async Task Answer_ToAnUpstreamThatDoesNotResume_IsForItsReplicaAlone()
    {
        Upstream.Settings.AnswerAsJson = true;
        try
        {
            var (tenantId, apiKey) = await One.CreateTenantAsync();
            var client = new InputClient(One.Client, apiKey);
            var asked = await client.CallAsync("aside");

            var elsewhere = await client.At(Other.Client).CallAsync("aside", asked: asked, responses: asked.Answered);
            elsewhere.Code.ShouldBe(-32603);
            elsewhere.Error.GetProperty("data").GetProperty("code").GetString().ShouldBe("held_elsewhere");
            elsewhere.Error.GetProperty("data").GetProperty("retryable").GetBoolean().ShouldBeTrue();

            (await client.CallAsync("aside", asked: asked, responses: asked.Answered)).Said.ShouldBe("Ada");
        }
        finally
        {
            Upstream.Settings.AnswerAsJson = false;
        }
    }

    [Test]
    public async Task Suspension_ToldToTheOtherReplica_EndsWhatIsParkedHere()
    {
        var (tenantId, apiKey) = await One.CreateTenantAsync();
        var cancelled = Upstream.Record.Cancelled.Count;
        (await new InputClient(Other.Client, apiKey).CallAsync("elicit")).Asks.ShouldBeTrue();

        await One.AdminAsync(HttpMethod.Post, $"/api/tenants/{tenantId}/suspend");

        await Upstream.WaitForAsync(r => r.Cancelled.Count > cancelled);
        await EndedOnceAsync(tenantId, "cancelled");
    }
}
