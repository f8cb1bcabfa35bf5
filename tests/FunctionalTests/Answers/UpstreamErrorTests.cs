using McpService.Common.Upstreams.Faults;
using McpService.FunctionalTests.Doors;

namespace McpService.FunctionalTests.Answers;

/// <summary>What the upstream gives as its reason reaches the caller, through every door, and no secret with it.</summary>
internal sealed class UpstreamErrorTests : AnswerFixture
{
    private const string Elicitation = """{"elicitations":[{"mode":"url","elicitationId":"e-1","url":"https://example.com/consent?x=1","message":"Please consent"}]}""";

    private static readonly Door[] Doors = Enum.GetValues<Door>();

    [Test]
    public async Task Error_Reason_ReachesTheCaller([ValueSource(nameof(Doors))] Door door, [Values(-32603, -32000, -32602, -32601, 7)] int code)
    {
        var answer = await CallAsync(door, Fault.RpcError(code, "The quota of this plan is used up"));

        answer.Raw.ShouldContain("The quota of this plan is used up");
        answer.Result.ShouldBeNull();
    }

    [Test]
    public async Task Error_AsAStatus_ReachesTheCaller([ValueSource(nameof(Doors))] Door door, [Values(400, 404, 422)] int status, [Values] bool isStream)
    {
        const string Error = """{"jsonrpc":"2.0","id":null,"error":{"code":-32000,"message":"The quota of this plan is used up"}}""";
        if (status == 404 && door is not Door.Forward) Assert.Pass("404 is a lost session there.");

        var answer = await CallAsync(door, isStream ? Fault.Status(status, $"data: {Error}\n\n", "text/event-stream") : Fault.Status(status, Error));

        answer.Raw.ShouldContain("The quota of this plan is used up");
    }

    [Test]
    public async Task Error_ThatIsNoText_IsOnlyTheUpstreams([ValueSource(nameof(Doors))] Door door)
    {
        var answer = await CallAsync(door, Fault.Body("""
            data: {"jsonrpc":"2.0","id":{id},"error":{"code":-32603.0,"message":"cut \ud83d","data":{"\ud83d":"\ud83d"}}}


            """));

        answer.Result.ShouldBeNull();
        answer.Raw.ShouldNotContain("internal_error");
    }

    [Test]
    public async Task UrlElicitation_AddressReachesTheCaller([ValueSource(nameof(Doors))] Door door)
    {
        var answer = await CallAsync(door, Fault.RpcError(-32042, "Consent is needed", Elicitation));

        answer.Raw.ShouldContain("https://example.com/consent?x=1");
        answer.Raw.ShouldContain("Consent is needed");
        if (door is Door.Rest or Door.Bridge) answer.Code.ShouldBe("url_elicitation_required");
    }

    [Test]
    public async Task UrlElicitation_OverRest_IsAConflictWithTheAddresses()
    {
        var tenant = await Gateway.CreateTenantAsync();
        Upstream.Fault("tools/call", Fault.RpcError(-32042, "Consent is needed", """{"elicitations":[{"url":"https://example.com/a"},{"url":"javascript:alert(1)"},{"url":7},7]}"""));

        using var response = await tenant.SendAsync("echo", "{}");

        ((int)response.StatusCode).ShouldBe(409);
        var problem = await JsonAsync(response);
        problem.GetProperty("elicitations").GetRawText().ShouldBe("""[{"url":"https://example.com/a"}]""");
        problem.GetProperty("outcome").GetString().ShouldBe("failed");
    }

    [Test]
    public async Task UrlElicitation_Bridged_KeepsItsData()
    {
        var answer = await CallAsync(Door.Bridge, Fault.RpcError(-32042, "Consent is needed", Elicitation));

        answer.Json.GetProperty("error").GetProperty("data").GetProperty("elicitations")[0].GetProperty("elicitationId").GetString().ShouldBe("e-1");
    }
}
