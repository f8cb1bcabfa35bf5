using System.Net;
using System.Text.RegularExpressions;
using McpService.Common.Upstreams;
using McpService.Common.Upstreams.Faults;
using McpService.FunctionalTests.Transcripts;
using NUnit.Framework;
using Shouldly;

namespace McpService.FunctionalTests.TestSupport;

[TestFixture]
internal sealed class FaultTests
{
    private ScriptableUpstream _upstream = null!;
    private UpstreamProbe _probe = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _upstream = await ScriptableUpstream.StartAsync();
        _probe = new UpstreamProbe(_upstream);
        await _probe.OpenSessionAsync();
    }

    [TearDown]
    public async Task StopAsync()
    {
        _probe.Dispose();
        await _upstream.DisposeAsync();
    }

    [Test]
    public async Task Times_UsedUp_Behaves()
    {
        _upstream.Fault("tools/call", Fault.ServerError, times: 1);
        (await StatusAsync()).ShouldBe(HttpStatusCode.InternalServerError);
        (await StatusAsync()).ShouldBe(HttpStatusCode.OK);
        _upstream.Hits("tools/call").ShouldBe(2);
        _upstream.Record.Runs("echo").ShouldBe(1);
    }

    [Test]
    public async Task When_OtherToken_Behaves()
    {
        _upstream.Fault("*", Fault.Unauthorized, when: request => request.Token is "token-b");
        (await StatusAsync()).ShouldBe(HttpStatusCode.OK);
    }

    private static IEnumerable<TestCaseData> Answers()
    {
        yield return Case("SessionGone", Fault.SessionGone, HttpStatusCode.BadRequest, "No valid session ID provided");
        yield return Case("SessionGone404", Fault.SessionGone404, HttpStatusCode.NotFound, "-32001");
        yield return Case("Html", Fault.Html, HttpStatusCode.OK, "<html>");
        yield return Case("WrongId", Fault.WrongId, HttpStatusCode.OK, "\"id\":\"nobody-asked\"");
        yield return Case("IdOfOtherType", Fault.IdOfOtherType, HttpStatusCode.OK, "\"id\":\"1\"");
        yield return Case("TwoAnswers", Fault.TwoAnswers, HttpStatusCode.OK, "\"id\":1}\n\nevent");
        yield return Case("Progress", Fault.Progress(3), HttpStatusCode.OK, "\"progressToken\":\"p\",\"progress\":3,\"total\":3");
        yield return Case("AskFirst", Fault.AskFirst("ping"), HttpStatusCode.OK, "\"method\":\"ping\"");
        yield return Case("TokenInRpcError", Fault.TokenInRpcError, HttpStatusCode.OK, "Token token-a was refused");
        yield return Case("TokenInToolError", Fault.TokenInToolError, HttpStatusCode.OK, "\"isError\":true");
        yield return Case("RpcError", Fault.RpcError(-32601, "Method not found"), HttpStatusCode.OK, "-32601");
        yield return Case("Trickle", Fault.Trickle(TimeSpan.FromMilliseconds(1)), HttpStatusCode.OK, "\"jsonrpc\":\"2.0\",\"id\":1}");

        static TestCaseData Case(string name, Fault fault, HttpStatusCode status, string text) =>
            new TestCaseData(fault, status, text).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Answers))]
    public async Task Answer_Fault_AsDescribed(Fault fault, HttpStatusCode status, string text)
    {
        _upstream.Fault("tools/call", fault);
        using var answer = await _probe.CallAsync("echo");
        answer.StatusCode.ShouldBe(status);
        (await answer.Content.ReadAsStringAsync()).ShouldContain(text);
    }

    [Test]
    public async Task MissingId_Answer_HasNone()
    {
        _upstream.Fault("tools/call", Fault.MissingId);
        using var answer = await _probe.CallAsync("echo");
        Regex.IsMatch(await answer.Content.ReadAsStringAsync(), "data:.*\"id\"", RegexOptions.None, TimeSpan.FromSeconds(1)).ShouldBeFalse();
    }

    [Test]
    public async Task HangAfterHeaders_Released_Answers()
    {
        _upstream.Fault("tools/call", Fault.HangAfterHeaders, times: 1);
        using var answer = await _probe.CallAsync("echo");
        await _upstream.WaitForAsync(record => record.Hanging == 1);
        _upstream.Release();
        (await answer.Content.ReadAsStringAsync()).ShouldContain("\"id\":1");
    }

    [Test]
    public async Task HangBeforeHeaders_CallerLeaves_Ends()
    {
        _upstream.Fault("tools/call", Fault.HangBeforeHeaders);
        using var hangUp = new CancellationTokenSource();
        var calling = _probe.CallAsync("echo", cancellationToken: hangUp.Token);
        await _upstream.WaitForAsync(record => record.Hanging == 1);
        await hangUp.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(calling);
        await _upstream.WaitForAsync(record => record.Hanging == 0);
    }

    [Test]
    public async Task ResetMidBody_Reader_Fails()
    {
        _upstream.Fault("tools/call", Fault.ResetMidBody);
        await Should.ThrowAsync<HttpRequestException>(async () =>
        {
            using var answer = await _probe.CallAsync("echo");
            await answer.Content.ReadAsStringAsync();
        });
    }

    [Test]
    public async Task OversizedEvent_Reader_GetsItAll()
    {
        _upstream.Fault("tools/call", Fault.OversizedEvent(mebibytes: 2));
        using var answer = await _probe.CallAsync("echo");
        (await answer.Content.ReadAsByteArrayAsync()).Length.ShouldBeGreaterThan(2 * 1024 * 1024);
    }

    [Test]
    public async Task HugeHeaders_Client_Refuses()
    {
        _upstream.Fault("tools/call", Fault.HugeHeaders(mebibytes: 100));
        await Should.ThrowAsync<HttpRequestException>(StatusAsync);
    }

    [Test]
    public async Task Raw_Bytes_SentAsTheyAre()
    {
        _upstream.Fault("tools/call", Fault.Raw("HTTP/1.1 200 OK\r\nX-Odd: yes\r\nContent-Length: 2\r\n\r\n{}"));
        using var answer = await _probe.CallAsync("echo");
        answer.Headers.GetValues("X-Odd").ShouldBe(["yes"]);
        (await answer.Content.ReadAsStringAsync()).ShouldBe("{}");
    }

    [Test]
    public async Task Redirect_NotFollowed_TargetSeesNothing()
    {
        var target = new Uri(_upstream.Address, "/elsewhere");
        _upstream.Fault("tools/call", Fault.Redirect(307, target));
        using var answer = await _probe.CallAsync("echo");
        answer.Headers.Location.ShouldBe(target);
        _upstream.Record.HitsAt("/elsewhere").ShouldBe(0);
    }

    private async Task<HttpStatusCode> StatusAsync()
    {
        using var answer = await _probe.CallAsync("echo");
        return answer.StatusCode;
    }
}
