using McpService.Common.Waiting;
using McpService.Domain.Auditing;
using McpService.FunctionalTests.Persistence;

namespace McpService.FunctionalTests.Mcp;

/// <summary>What an upstream with sessions asks, a client without sessions is asked, in the way of its revision.</summary>
[TestFixture(Engine.Sqlite)]
[TestFixture(Engine.Postgres)]
internal sealed class InputRequestTests(Engine engine) : InputFixture(engine)
{
    protected override IEnumerable<string> Settings => ["UPSTREAM_PROTOCOL_VERSION=2025-11-25", "INPUT_MAX_ROUNDS=3"];

    [TestCase("elicit")]
    [TestCase("aside")]
    public async Task Question_OnWhicheverStream_IsAnsweredAndTheCallGoesOn(string tool)
    {
        var tenant = await Gateway.CreateTenantAsync();
        var client = new InputClient(tenant);
        var runs = Upstream.Record.Runs(tool);

        var asked = await client.CallAsync(tool);
        asked.Questions.Single().Method.ShouldBe("elicitation/create");
        asked.Questions.Single().Parameters.GetProperty("message").GetString().ShouldBe("Who are you?");
        var answer = await client.CallAsync(tool, asked: asked, responses: asked.Answered);

        answer.Said.ShouldBe("Ada");
        answer.Last.GetProperty("id").GetInt32().ShouldBe(7);
        answer.Result.GetProperty("resultType").GetString().ShouldBe("complete");
        (Upstream.Record.Runs(tool) - runs).ShouldBe(1);
        await Eventually.TrueAsync(async _ => await ParkedAsync() == 0, "The row to go");
        var entry = (await EntriesAsync(tenant, 1)).ShouldHaveSingleItem();
        (entry.Outcome, entry.Tool, entry.Code).ShouldBe((AuditOutcome.Success, tool, null));
    }

    /// <summary>The question is the first request's answer; what brings the answer to it, with the same key, is no repetition.</summary>
    [Test]
    public async Task Question_AskedAgainUnderItsKey_IsTheSameAndTheToolRunsOnce()
    {
        var client = new InputClient(await Gateway.CreateTenantAsync()) { Meta = ",\"mcpservice/idempotencyKey\":\"one\"" };
        var runs = Upstream.Record.Runs("elicit");

        var asked = await client.CallAsync("elicit");
        var again = await client.CallAsync("elicit");
        await Eventually.TrueAsync(async _ => (await RecordsAsync("state = 1")) == 1, "The record of the question");
        var fromTheTable = await client.CallAsync("elicit");
        var answer = await client.CallAsync("elicit", asked: fromTheTable, responses: fromTheTable.Answered);

        (again.State, fromTheTable.State).ShouldBe((asked.State, asked.State));
        answer.Said.ShouldBe("Ada");
        (Upstream.Record.Runs("elicit") - runs).ShouldBe(1);
        (await RecordsAsync("call IS NOT NULL")).ShouldBe(1);
    }

    [Test]
    public async Task Question_OfPromptsAndResources_IsAnsweredToo()
    {
        var client = new InputClient(await Gateway.CreateTenantAsync());

        var prompt = await client.PromptAsync("p");
        var resource = await client.ReadAsync("test://x");

        (await client.PromptAsync("p", prompt, prompt.Answered)).Result.GetProperty("messages")[0].GetProperty("content").GetProperty("text").GetString().ShouldBe("Ada");
        (await client.ReadAsync("test://x", resource, resource.Answered)).Result.GetProperty("contents")[0].GetProperty("text").GetString().ShouldBe("Ada");
    }

    [Test]
    public async Task Questions_AtOnce_AreAskedTogether()
    {
        var client = new InputClient(await Gateway.CreateTenantAsync());
        var asked = await client.CallAsync("three");
        asked.Questions.Select(q => q.Method).ShouldBe(["elicitation/create", "sampling/createMessage", "roots/list"], ignoreOrder: true);
        (await client.CallAsync("three", asked: asked, responses: asked.Answered)).Said.ShouldBe("True True True");
    }

    [Test]
    public async Task Rounds_ComeOneAfterTheOther_WithProgressOfTheRequestUnderWay()
    {
        var tenant = await Gateway.CreateTenantAsync();
        var client = new InputClient(tenant) { Meta = ",\"progressToken\":\"mine\"" };

        var first = await client.CallAsync("rounds");
        var second = await client.CallAsync("rounds", asked: first, responses: first.Answered);
        second.Messages[0].GetProperty("params").GetProperty("progressToken").GetString().ShouldBe("mine");
        second.State.ShouldNotBe(first.State);
        (await client.CallAsync("rounds", asked: second, responses: second.Answered)).Said.ShouldBe("Ada Ada");

        (await EntriesAsync(tenant, 1)).ShouldHaveSingleItem().Outcome.ShouldBe(AuditOutcome.Success);
    }

    [TestCase("{}")]
    [TestCase("""{"nobody_asked":{"action":"accept","content":{}}}""")]
    [TestCase("""{"elicitation_1":12345}""")]
    public async Task Answer_ThatIsMissing_IsAskedForAgain(string responses)
    {
        var client = new InputClient(await Gateway.CreateTenantAsync());
        var asked = await client.CallAsync("elicit");

        var again = await client.CallAsync("elicit", asked: asked, responses: responses);

        again.Questions.Single().ShouldBe(asked.Questions.Single(), new SameQuestion());
        (await client.CallAsync("elicit", asked: again, responses: again.Answered)).Said.ShouldBe("Ada");
    }

    [Test]
    public async Task Upstream_ThatAsksForEver_IsToldToStop()
    {
        var tenant = await Gateway.CreateTenantAsync();
        var client = new InputClient(tenant);
        var cancelled = Upstream.Record.Cancelled.Count;

        var answer = await client.CallAsync("endless");
        for (var round = 0; round < 3; round++) answer = await client.CallAsync("endless", asked: answer, responses: answer.Answered);

        answer.Error.GetProperty("data").GetProperty("code").GetString().ShouldBe("too_many_questions");
        await Upstream.WaitForAsync(r => r.Cancelled.Count > cancelled);
        (await EntriesAsync(tenant, 1)).ShouldHaveSingleItem().Outcome.ShouldBe(AuditOutcome.Cancelled);
    }

    [TestCase("elicit", "{}", "elicitation")]
    [TestCase("elicit", """{"sampling":{}}""", "elicitation")]
    [TestCase("url", """{"elicitation":{}}""", "elicitation")]
    public async Task Question_ThatTheClientCannotAnswer_EndsTheCall(string tool, string capabilities, string missing)
    {
        var cancelled = Upstream.Record.Cancelled.Count;
        var answer = await new InputClient(await Gateway.CreateTenantAsync()) { Capabilities = capabilities }.CallAsync(tool);

        (answer.Status, answer.Code).ShouldBe((400, -32021));
        answer.Error.GetProperty("data").GetProperty("requiredCapabilities").TryGetProperty(missing, out _).ShouldBeTrue();
        await Upstream.WaitForAsync(r => r.Cancelled.Count > cancelled);
    }

    [Test]
    public async Task Question_ThatNobodyKnows_IsRefusedToTheUpstream()
    {
        var answer = await new InputClient(await Gateway.CreateTenantAsync()).CallAsync("strange");
        answer.Said.ShouldContain("-32601");
    }

    [Test]
    public async Task Session_OfACallThatEnded_IsUsedAgain()
    {
        var client = new InputClient(await Gateway.CreateTenantAsync());
        (await client.CallAsync("echo")).Result.GetProperty("resultType").GetString().ShouldBe("complete");
        var opened = Upstream.Record.SessionsOpened;

        var asked = await client.CallAsync("elicit");
        (await client.CallAsync("elicit", asked: asked, responses: asked.Answered)).Said.ShouldBe("Ada");
        await client.CallAsync("echo");

        Upstream.Record.SessionsOpened.ShouldBe(opened);
    }

    [Test]
    public async Task Session_OnWhichNobodyWasAsked_IsClosed()
    {
        var client = new InputClient(await Gateway.CreateTenantAsync());
        await client.CallAsync("echo");
        var (opened, deleted) = (Upstream.Record.SessionsOpened, Upstream.Record.Deleted.Count);

        Upstream.Push("""{"jsonrpc":"2.0","id":99,"method":"roots/list"}""");
        await Upstream.WaitForAsync(r => r.Requests.Any(q => q.IsResponse && q.Id == "99"));
        await client.CallAsync("echo");

        Upstream.Record.SessionsOpened.ShouldBe(opened + 1);
        await Upstream.WaitForAsync(r => r.SessionsOpened == opened + 1 || r.Deleted.Count > deleted);
    }

    [Test]
    public async Task Question_OnAnUpstreamThatAnswersAsJson_ComesOnTheSessionsStream()
    {
        Upstream.Settings.AnswerAsJson = true;
        try
        {
            var client = new InputClient(await Gateway.CreateTenantAsync());
            var asked = await client.CallAsync("aside");
            (await client.CallAsync("aside", asked: asked, responses: asked.Answered)).Said.ShouldBe("Ada");
        }
        finally
        {
            Upstream.Settings.AnswerAsJson = false;
        }
    }

    private sealed class SameQuestion : IEqualityComparer<(string Key, string Method, System.Text.Json.JsonElement Parameters)>
    {
        public bool Equals((string Key, string Method, System.Text.Json.JsonElement Parameters) x, (string Key, string Method, System.Text.Json.JsonElement Parameters) y) =>
            (x.Key, x.Method, x.Parameters.GetRawText()) == (y.Key, y.Method, y.Parameters.GetRawText());

        public int GetHashCode((string Key, string Method, System.Text.Json.JsonElement Parameters) question) => question.Key.GetHashCode(StringComparison.Ordinal);
    }
}
