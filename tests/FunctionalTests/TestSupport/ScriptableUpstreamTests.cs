using System.Net;
using McpService.Common.Upstreams;
using McpService.Common.Waiting;
using NUnit.Framework;
using Shouldly;

namespace McpService.FunctionalTests.TestSupport;

[TestFixture]
internal sealed class ScriptableUpstreamTests
{
    private ScriptableUpstream _upstream = null!;
    private UpstreamProbe _probe = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _upstream = await ScriptableUpstream.StartAsync();
        _probe = new UpstreamProbe(_upstream);
    }

    [TearDown]
    public async Task StopAsync()
    {
        _probe.Dispose();
        await _upstream.DisposeAsync();
    }

    [Test]
    public async Task Token_Missing_Refused()
    {
        using var anonymous = new UpstreamProbe(_upstream, token: "");
        using var answer = await anonymous.PostAsync(Rpc.Request("1", "tools/list"));
        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await answer.Content.ReadAsStringAsync()).ShouldBe("""{"error":"Unauthorized: No token provided"}""");
    }

    [TestCase("e30.eyJpZCI6InUxIn0.c2ln", HttpStatusCode.BadRequest)]
    [TestCase("e30.e30.c2ln", HttpStatusCode.Unauthorized)]
    [TestCase("not-a-jwt", HttpStatusCode.Unauthorized)]
    public async Task Token_JwtRequired_NeedsClaimId(string token, HttpStatusCode status)
    {
        _upstream.Settings.RequireJwt = true;
        using var probe = new UpstreamProbe(_upstream, token);
        using var answer = await probe.PostAsync(Rpc.Request("1", "tools/list"));
        answer.StatusCode.ShouldBe(status);
    }

    [Test]
    public async Task Session_None_NotInitialized() =>
        (await _probe.TextAsync(Rpc.Request("1", "tools/list"))).ShouldContain("Bad Request: Server not initialized");

    [Test]
    public async Task Session_Lost_NoValidSession()
    {
        await _probe.OpenSessionAsync();
        _upstream.LoseSessions();
        (await _probe.TextAsync(Rpc.Request("1", "tools/list"))).ShouldContain("Bad Request: No valid session ID provided");
        using var deleted = await _probe.SendAsync(HttpMethod.Delete);
        deleted.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Test]
    public async Task Answer_ScriptedTool_ArrivesToTheByte()
    {
        const string result = """{"content":[{"type":"hologram","n":12345678901234567890123, "f":1.0}],"later":-0}""";
        _upstream.OnCall("echo", _ => result);
        await _probe.OpenSessionAsync();
        using var answer = await _probe.CallAsync("echo");
        var text = await answer.Content.ReadAsStringAsync();
        text.ShouldContain($$"""data: {"result":{{result}},"jsonrpc":"2.0","id":1}""");
        text.ShouldContain("\nid: ");
    }

    [Test]
    public async Task Headers_Token_Masked()
    {
        await _probe.OpenSessionAsync();
        using var answer = await _probe.CallAsync("headers");
        var text = await answer.Content.ReadAsStringAsync();
        text.ShouldContain("authorization: Bearer ***");
        text.ShouldNotContain("token-a");
    }

    [Test]
    public async Task Apps_OnSessionCreation_KeepsToolsOfThoseIntegrations()
    {
        _upstream.SetTools("""[{"name":"hubspot_find"},{"name":"gmail_send"}]""");
        await _probe.OpenSessionAsync("?apps=hubspot");
        var listed = await _probe.TextAsync(Rpc.Request("1", "tools/list"));
        listed.ShouldContain("hubspot_find");
        listed.ShouldNotContain("gmail_send");
        (await _probe.TextAsync(Rpc.Request("2", "tools/call", """{"name":"gmail_send"}"""))).ShouldContain("-32602");
    }

    [Test]
    public async Task Tools_NoneOfTheIntegration_MethodNotFound()
    {
        _upstream.SetTools("""[{"name":"hubspot_find"}]""");
        await _probe.OpenSessionAsync("?apps=notion");
        (await _probe.TextAsync(Rpc.Request("1", "tools/list"))).ShouldContain("-32601");
    }

    [Test]
    public async Task DynamicMode_EnableTools_ReplacesEnabledSet()
    {
        await _probe.OpenSessionAsync("?mode=dynamic");
        (await _probe.TextAsync(Rpc.Request("1", "tools/list"))).ShouldNotContain("echo");
        using var enabled = await _probe.CallAsync("enable-tools", """{"tools":["echo"]}""");
        (await enabled.Content.ReadAsStringAsync()).ShouldContain("notifications/tools/list_changed");
        (await _probe.TextAsync(Rpc.Request("2", "tools/list"))).ShouldContain("\"echo\"");
    }

    [Test]
    public async Task Slow_Cancelled_StopsWithoutAnswer()
    {
        await _probe.OpenSessionAsync();
        using var hangUp = new CancellationTokenSource();
        var calling = _probe.CallAsync("slow", cancellationToken: hangUp.Token);
        await _upstream.WaitForAsync(record => record.Hanging == 1);
        await _probe.TextAsync(Rpc.Notification("notifications/cancelled", """{"requestId":1}"""));
        await _upstream.WaitForAsync(record => record.Hanging == 0);
        _upstream.Record.Cancelled.ShouldBe(["1"]);
        calling.IsCompleted.ShouldBeFalse();
        await hangUp.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(calling);
    }

    [Test]
    public async Task Slow_CallerHangsUp_WorksOn()
    {
        await _probe.OpenSessionAsync();
        using var hangUp = new CancellationTokenSource();
        var calling = _probe.CallAsync("slow", cancellationToken: hangUp.Token);
        await _upstream.WaitForAsync(record => record.Hanging == 1);
        await hangUp.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(calling);
        _upstream.Record.Hanging.ShouldBe(1);
    }

    [Test]
    public async Task Ask_ClientReplies_ToolSeesReply()
    {
        _upstream.OnCall("echo", async call => Rpc.TextResult(await call.AskAsync("sampling/createMessage", "{}")));
        await _probe.OpenSessionAsync();
        using var answer = await _probe.CallAsync("echo");
        using var events = new StreamReader(await answer.Content.ReadAsStreamAsync());
        using var limit = new CancellationTokenSource(WaitLimit.Default, TimeProvider.System);
        while (await events.ReadLineAsync(limit.Token) is { } line && !line.Contains("sampling/createMessage", StringComparison.Ordinal)) { }
        await _probe.TextAsync(Rpc.Result("1", "\"sampled\""));
        (await events.ReadToEndAsync(limit.Token)).ShouldContain("sampled");
    }

    [Test]
    public async Task Restart_SamePort_SessionsLost()
    {
        await _probe.OpenSessionAsync();
        await _upstream.StopAsync();
        await Should.ThrowAsync<HttpRequestException>(() => _probe.TextAsync(Rpc.Request("1", "ping")));
        await _upstream.StartAgainAsync();
        (await _probe.TextAsync(Rpc.Request("1", "ping"))).ShouldContain("No valid session ID provided");
    }
}
