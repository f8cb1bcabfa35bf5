using McpService.Common.Gateway;
using McpService.Common.Waiting;
using McpService.FunctionalTests.Persistence;

namespace McpService.FunctionalTests.Reverse;

/// <summary>What an upstream of 2026-07-28 wants to know, asked of a client that initialized.</summary>
internal sealed class InputTests() : ReverseFixture(Engine.Sqlite)
{
    [Test]
    public async Task Questions_SeveralAtOnce_GoToTheClient_AndTheirAnswersBackWithTheState()
    {
        var client = await OlderClient.OpenAsync(await Gateway.CreateTenantAsync("asked-three"));
        Asks("whoami", $$"""{"na\"me":{{Elicitation}},"model":{{Sampling}},"roots":{{Roots}}}""", "st-\\u0061te", _ => Text("done"));
        using var called = await client.CallAsync("whoami", id: "\"call\"");
        var (first, second, third) = (await called.MessageAsync(), await called.MessageAsync(), await called.MessageAsync());

        first.GetProperty("method").GetString().ShouldBe("elicitation/create");
        first.GetProperty("params").TryGetProperty("mode", out _).ShouldBeFalse("the client's revision knows none");
        (second.GetProperty("method").GetString(), third.GetProperty("method").GetString()).ShouldBe(("sampling/createMessage", "roots/list"));
        (await client.AnswerAsync(third, """{"roots":[]}""")).ShouldBe(202);
        (await client.AnswerAsync(first, """{"action":"accept","content":{"name":"Ada"}}""")).ShouldBe(202);
        (await client.AnswerAsync(second, """{"role":"assistant","content":{"type":"text","text":"x"},"model":"m"}""")).ShouldBe(202);

        var answer = await called.MessageAsync();
        (answer.GetProperty("id").GetString(), answer.GetProperty("result").GetProperty("content")[0].GetProperty("text").GetString()).ShouldBe(("call", "done"));
        var sent = Upstream.Record.Requests.Where(r => r.Token == "asked-three" && r.Method == "tools/call").ToList();
        sent.Count.ShouldBe(2);
        sent[1].Id.ShouldNotBe(sent[0].Id);
        sent[1].Params!.Value.GetProperty("requestState").GetString().ShouldBe("st-ate");
        sent[1].Params!.Value.GetProperty("inputResponses").GetProperty("na\"me").GetProperty("content").GetProperty("name").GetString().ShouldBe("Ada");
        (await called.NextAsync()).ShouldBeNull();
    }

    [Test]
    public async Task AnswerToWhatNobodyAsked_IsTakenAndIgnored()
    {
        var client = await OlderClient.OpenAsync(await Gateway.CreateTenantAsync());
        foreach (var id in new[] { "7", "\"nobody\"", "\"a.b.c\"", "null" })
            (await client.TellAsync($$$$$$"""{"jsonrpc":"2.0","id":{{{{{{id}}}}}},"result":{}}""")).ShouldBe(202, id);
    }

    [Test]
    public async Task AnswerOfAnotherSession_DoesNotCount()
    {
        var tenant = await Gateway.CreateTenantAsync();
        var (client, other) = (await OlderClient.OpenAsync(tenant), await OlderClient.OpenAsync(tenant));
        Asks("whoami", $$"""{"k":{{Elicitation}}}""", "s", body => Text(body.Contains("Eve", StringComparison.Ordinal) ? "Eve" : "Ada"));
        using var called = await client.CallAsync("whoami");
        var question = await called.MessageAsync();

        (await other.AnswerAsync(question, """{"action":"accept","content":{"name":"Eve"}}""")).ShouldBe(202);
        await client.AnswerAsync(question, """{"action":"accept","content":{"name":"Ada"}}""");

        (await called.MessageAsync()).GetRawText().ShouldContain("Ada");
    }

    [Test]
    public async Task UpstreamThatAsksForEver_IsGivenUp()
    {
        var client = await OlderClient.OpenAsync(await Gateway.CreateTenantAsync("for-ever"));
        Upstream.OnCall("whoami", _ => $$$"""{"resultType":"input_required","inputRequests":{"k":{{{Roots}}}}}""");
        using var called = await client.CallAsync("whoami");
        var message = await called.MessageAsync();
        while (message.TryGetProperty("method", out _))
        {
            await client.AnswerAsync(message, """{"roots":[]}""");
            message = await called.MessageAsync();
        }

        message.GetProperty("error").GetProperty("data").GetProperty("code").GetString().ShouldBe("too_many_questions");
        Upstream.Record.Requests.Count(r => r.Token == "for-ever" && r.Method == "tools/call").ShouldBe(10);
    }

    [TestCase("elicitation", Elicitation)]
    [TestCase("sampling", Sampling)]
    [TestCase("roots", Roots)]
    public async Task QuestionThatTheClientCannotAnswer_IsAnErrorThatNamesWhatItLacks(string lacking, string question)
    {
        var client = await OlderClient.OpenAsync(await Gateway.CreateTenantAsync(), capabilities: "{}");
        Asks("whoami", $$"""{"k":{{question}}}""", "s", _ => Text("answered"));
        using var called = await client.CallAsync("whoami");

        var error = (await called.MessageAsync()).GetProperty("error");

        error.GetProperty("code").GetInt32().ShouldBe(-32021);
        error.GetProperty("data").GetProperty("requiredCapabilities").TryGetProperty(lacking, out _).ShouldBeTrue();
    }

    [Test]
    public async Task RefusalOfTheClient_IsAnswered()
    {
        var client = await OlderClient.OpenAsync(await Gateway.CreateTenantAsync());
        Asks("whoami", $$"""{"k":{{Elicitation}}}""", "s", body => Text(body.Contains("\"cancel\"", StringComparison.Ordinal) ? "cancelled" : "else"));
        using (var called = await client.CallAsync("whoami"))
        {
            await client.TellAsync($$$$$$"""{"jsonrpc":"2.0","id":{{{{{{(await called.MessageAsync()).GetProperty("id").GetRawText()}}}}}},"error":{"code":-1,"message":"no"}}""");
            (await called.MessageAsync()).GetRawText().ShouldContain("cancelled");
        }

        Asks("whoami", $$"""{"k":{{Sampling}}}""", "s", _ => Text("answered"));
        using var sampled = await client.CallAsync("whoami");
        await client.TellAsync($$$$$$"""{"jsonrpc":"2.0","id":{{{{{{(await sampled.MessageAsync()).GetProperty("id").GetRawText()}}}}}},"error":{"code":-1,"message":"no"}}""");
        (await sampled.MessageAsync()).GetProperty("error").GetProperty("data").GetProperty("code").GetString().ShouldBe("input_refused");
    }

    [Test]
    public async Task QuestionThatNobodyAnswers_EndsAtItsLimit()
    {
        var client = await OlderClient.OpenAsync(await Gateway.CreateTenantAsync());
        Asks("whoami", $$"""{"k":{{Elicitation}}}""", "s", _ => Text("answered"));
        using var called = await client.CallAsync("whoami");
        await called.MessageAsync();

        (await called.MessageAsync()).GetProperty("error").GetProperty("data").GetProperty("code").GetString().ShouldBe("input_missing");
    }

    [Test]
    public async Task Address_ToOpen_HasAnIdInTheRevisionThatWantsOne()
    {
        var client = await OlderClient.OpenAsync(await Gateway.CreateTenantAsync(), "2025-11-25", """{"elicitation":{"form":{},"url":{}}}""");
        Asks("whoami", """{"k":{"method":"elicitation/create","params":{"mode":"url","message":"Open","url":"https://example.com/"}}}""", "s", _ => Text("opened"));
        using var called = await client.CallAsync("whoami");
        var question = await called.MessageAsync();

        question.GetProperty("params").GetProperty("elicitationId").GetString().ShouldNotBeNullOrEmpty();
        question.GetProperty("params").GetProperty("mode").GetString().ShouldBe("url");
        await client.AnswerAsync(question, """{"action":"accept"}""");
        (await called.MessageAsync()).GetRawText().ShouldContain("opened");
    }

    [Test]
    public async Task ClientOfHttpSse_IsAskedOnItsStream()
    {
        using var client = await SseClient.ConnectAsync(await Gateway.CreateTenantAsync());
        Asks("whoami", $$"""{"k":{{Elicitation}}}""", "s", _ => Text("answered"));
        await client.SendAsync("""{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2024-11-05","capabilities":{"elicitation":{}},"clientInfo":{"name":"t","version":"1"}}}""");
        var introduced = await client.ReadAsync();
        introduced.TryGetProperty("result", out var result).ShouldBeTrue(introduced.GetRawText());
        result.GetProperty("protocolVersion").GetString().ShouldBe("2024-11-05");
        await client.SendAsync("""{"jsonrpc":"2.0","method":"notifications/initialized"}""");

        await client.SendAsync("""{"jsonrpc":"2.0","id":5,"method":"tools/call","params":{"name":"whoami","arguments":{}}}""");
        var question = await client.ReadAsync();
        await client.SendAsync($$$$$$"""{"jsonrpc":"2.0","id":{{{{{{question.GetProperty("id").GetRawText()}}}}}},"result":{"action":"accept","content":{}}}""");

        var answer = await client.ReadAsync();
        (answer.GetProperty("id").GetInt32(), answer.GetRawText().Contains("answered", StringComparison.Ordinal)).ShouldBe((5, true));
    }
}
