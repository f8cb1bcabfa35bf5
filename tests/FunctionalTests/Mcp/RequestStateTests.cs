using McpService.Common.Gateway;
using McpService.FunctionalTests.Persistence;
using McpService.Infrastructure.Security.ApiKeys;

namespace McpService.FunctionalTests.Mcp;

/// <summary>A state that cannot be gone on with is refused, whatever is wrong with it, with the same words; the upstream hears nothing of it.</summary>
internal sealed class RequestStateTests() : InputFixture(Engine.Sqlite)
{
    private const string Other = """{"other":true}""";

    private int _answers;

    protected override IEnumerable<string> Settings => ["UPSTREAM_PROTOCOL_VERSION=2025-11-25"];

    [SetUp]
    public void CountAnswers() => _answers = Answers;

    private int Answers => Upstream.Record.Requests.Count(r => r.IsResponse);

    [TestCase("cut", true)]
    [TestCase("cut", false)]
    [TestCase("forged", true)]
    [TestCase("forged", false)]
    [TestCase("longer", true)]
    [TestCase("empty", true)]
    [TestCase("no kid", true)]
    [TestCase("long", true)]
    public async Task State_ThatWasChanged_IsRefused(string how, bool isTool)
    {
        var client = new InputClient(await Gateway.CreateTenantAsync());
        var asked = await AskAsync(client, isTool);

        var refused = await client.SendAsync(isTool ? "tools/call" : "prompts/get", isTool ? "elicit" : "p", Parameters(isTool), Changed(asked.State, how), asked.Answered);

        Refused(refused);
        (await GoOnAsync(client, isTool, asked)).Status.ShouldBe(200, "the right one is still good");
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task State_OfAnotherTenant_IsRefused(bool isTool)
    {
        var client = new InputClient(await Gateway.CreateTenantAsync());
        var asked = await AskAsync(client, isTool);
        Refused(await GoOnAsync(client.As((await Gateway.CreateTenantAsync()).ApiKey), isTool, asked));
    }

    [Test]
    public async Task State_OfAnotherToolOrArgumentsOrMethod_IsRefused()
    {
        var client = new InputClient(await Gateway.CreateTenantAsync());
        var asked = await client.CallAsync("elicit");
        Refused(await client.CallAsync("rounds", asked: asked, responses: asked.Answered));
        Refused(await client.CallAsync("elicit", Other, asked, asked.Answered));
        Refused(await client.PromptAsync("elicit", asked, asked.Answered));
        (await client.CallAsync("elicit", asked: asked, responses: asked.Answered)).Said.ShouldBe("Ada");
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task State_UsedTwice_IsRefused(bool isTool)
    {
        var client = new InputClient(await Gateway.CreateTenantAsync());
        var asked = await AskAsync(client, isTool);
        (await GoOnAsync(client, isTool, asked)).Result.GetProperty("resultType").GetString().ShouldBe("complete");
        _answers = Answers;
        Refused(await GoOnAsync(client, isTool, asked));
    }

    [Test]
    public async Task State_BroughtByManyAtOnce_IsGoneOnWithOnce()
    {
        var client = new InputClient(await Gateway.CreateTenantAsync());
        var asked = await client.CallAsync("elicit");

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => client.CallAsync("elicit", asked: asked, responses: asked.Answered)));

        answers.Count(a => a.Status == 200).ShouldBe(1);
        answers.Where(a => a.Status != 200).ShouldAllBe(a => a.Code == -32602);
        Answers.ShouldBe(_answers + 1);
    }

    [Test]
    public async Task State_OfAnEarlierRound_IsRefused()
    {
        var client = new InputClient(await Gateway.CreateTenantAsync());
        var first = await client.CallAsync("rounds");
        var second = await client.CallAsync("rounds", asked: first, responses: first.Answered);
        _answers = Answers;
        Refused(await client.CallAsync("rounds", asked: first, responses: first.Answered));
        (await client.CallAsync("rounds", asked: second, responses: second.Answered)).Said.ShouldBe("Ada Ada");
    }

    [Test]
    public async Task State_OfAReplacedCredential_IsRefused()
    {
        var tenant = await Gateway.CreateTenantAsync();
        var client = new InputClient(tenant);
        var asked = await client.CallAsync("elicit");
        await Gateway.SendAsync(HttpMethod.Put, $"/api/tenants/{tenant.TenantId}/credential", """{"integrationAppToken":"bob"}""", ("Authorization", $"Bearer {AdminOptions.SampleKey}"));
        Refused(await client.CallAsync("elicit", asked: asked, responses: asked.Answered));
    }

    [Test]
    public async Task Answers_ThatAreNoObject_AreRefusedAndTheStateStaysGood()
    {
        var client = new InputClient(await Gateway.CreateTenantAsync());
        var asked = await client.CallAsync("elicit");
        var refused = await client.CallAsync("elicit", asked: asked, responses: "null");
        (refused.Status, refused.Code).ShouldBe((400, -32602));
        Answers.ShouldBe(_answers);
        (await client.CallAsync("elicit", asked: asked, responses: asked.Answered)).Said.ShouldBe("Ada");
    }

    [TestCase("17")]
    [TestCase("{}")]
    [TestCase("null")]
    public async Task State_ThatIsNoText_IsRefused(string state)
    {
        var client = new InputClient(await Gateway.CreateTenantAsync());
        Refused(await client.SendAsync("tools/call", "elicit", $"{Parameters(isTool: true)},\"requestState\":{state}", state: null, "{}"));
    }

    [Test]
    public async Task Answers_WithoutAState_BeginACall()
    {
        var client = new InputClient(await Gateway.CreateTenantAsync());
        (await client.SendAsync("tools/call", "elicit", Parameters(isTool: true), state: null, """{"elicitation_1":{"action":"accept","content":{}}}""")).Asks.ShouldBeTrue();
    }

    private void Refused(InputAnswer answer)
    {
        answer.Text.ShouldBe("""{"jsonrpc":"2.0","id":7,"error":{"code":-32602,"message":"Invalid requestState: it is not one that this call waits for. Call again without it."}}""");
        answer.Status.ShouldBe(400);
        Answers.ShouldBe(_answers);
    }

    private static string Parameters(bool isTool) => isTool ? "\"name\":\"elicit\",\"arguments\":{}" : "\"name\":\"p\"";

    private static Task<InputAnswer> AskAsync(InputClient client, bool isTool) => isTool ? client.CallAsync("elicit") : client.PromptAsync("p");

    private static Task<InputAnswer> GoOnAsync(InputClient client, bool isTool, InputAnswer asked) =>
        isTool ? client.CallAsync("elicit", asked: asked, responses: asked.Answered) : client.PromptAsync("p", asked, asked.Answered);

    private static string Changed(string state, string how) => how switch
    {
        "cut" => state[..^4],
        "forged" => state[..^10] + (state[^10] == 'A' ? 'B' : 'A') + state[^9..],
        "longer" => state + "-TAMPERED",
        "empty" => "",
        "no kid" => state[(state.IndexOf('.', StringComparison.Ordinal) + 1)..],
        _ => new string('x', 100_000),
    };
}
