using McpService.Common.Gateway;
using McpService.Common.Upstreams.Faults;

namespace McpService.FunctionalTests.Cases;

/// <summary>Cases 58 to 71 and 74: what the upstream may answer. One hit each; the failure table says what it becomes; the bystander is as well as ever.</summary>
internal sealed class UpstreamAnswerCases : CaseFixture
{
    private const string Elsewhere = "http://127.0.0.1:9/stolen";
    private const string Metadata = "http://169.254.169.254/latest/meta-data/";

    private static IEnumerable<TestCaseData> Rows =>
    [
        Row(58, "hangs before headers", Fault.HangBeforeHeaders, 504, "upstream_timeout", "unknown"),
        Row(58, "hangs after headers", Fault.HangAfterHeaders, 504, "upstream_timeout", "unknown"),
        Row(59, "500", Fault.ServerError, 502, "upstream_error", "unknown"),
        Row(60, "503 with Retry-After", Fault.RetryAfter(503, "7"), 503, "upstream_unavailable", "throttled"),
        Row(60, "429 with a long Retry-After", Fault.RetryAfter(429, "600"), 429, "upstream_rate_limited", "throttled"),
        Row(61, "401", Fault.Unauthorized, 502, "upstream_auth_failed", "auth_failed"),
        Row(62, "malformed JSON", Fault.MalformedJson, 502, "upstream_invalid_response", "unknown"),
        Row(62, "HTML with 200", Fault.Html, 502, "upstream_invalid_response", "unknown"),
        Row(63, "wrong id", Fault.WrongId, 502, "upstream_protocol_error", "unknown"),
        Row(63, "missing id", Fault.MissingId, 502, "upstream_protocol_error", "unknown"),
        Row(65, "comments for ever", Fault.EndlessComments(TimeSpan.FromMilliseconds(100)), 504, "upstream_timeout", "unknown"),
        Row(66, "a byte at a time", Fault.Trickle(TimeSpan.FromMilliseconds(250)), 504, "upstream_timeout", "unknown"),
        Row(67, "closes without an answer", Fault.CloseWithoutAnswer, 502, "upstream_disconnected", "unknown"),
        Row(68, "resets mid-body", Fault.ResetMidBody, 502, "upstream_disconnected", "unknown"),
        Row(69, "an endless line", Fault.OversizedEvent(1024), 502, "upstream_response_too_large", "unknown"),
        Row(69, "a body of a gibibyte", Fault.OversizedJson(1024), 502, "upstream_response_too_large", "unknown"),
        Row(70, "100 MB of headers", Fault.HugeHeaders(100), 502, "upstream_response_too_large", "unknown"),
        .. from status in new[] { 301, 302, 307, 308 }
           from target in new[] { Elsewhere, Metadata }
           select Row(71, $"redirects {status} to {target[7..12]}", Fault.Redirect(status, new Uri(target)), 502, "upstream_redirect_blocked", "failed"),
        Row(74, "the token in a status", Fault.TokenInStatus(500), 502, "upstream_error", "unknown"),
    ];

    [TestCaseSource(nameof(Rows))]
    public async Task Case_TheUpstream_Answers(Fault fault, int status, string code, string audited)
    {
        MayFailWith(502, 503, 504);
        await AtBothDoorsAsync(fault, status, code, audited);
        await CIsWellAsync();
    }

    /// <summary>Over MCP the first of two answers may be on its way already when the second one comes.</summary>
    [Test]
    public async Task Case064_TwoAnswersToOneId_AreNotBelieved()
    {
        MayFailWith(502);
        await TryAsync(CaseDoor.Rest, Fault.TwoAnswers, 502, "upstream_protocol_error", "unknown");
        ExpectedCalls += 2;
        await CIsWellAsync();
    }

    [Test]
    public async Task Case064_TwoAnswersToOneId_OverMcpTheFirstOneCounts()
    {
        var tenant = await ImpatientTenantAsync();
        Upstream.Fault("tools/call", Fault.TwoAnswers, when: r => r.Token == tenant.UpstreamToken);

        var answer = await WhoAmIAsync(CaseDoor.Mcp, tenant.TenantId, tenant.KeyHeader);

        ExpectedCalls++;
        answer.Text.Split("\"id\":1,").Length.ShouldBe(2, "one answer: " + answer.Text);
    }

    [Test]
    public async Task Case071_RedirectToItself_IsNotFollowed([Values(301, 302, 307, 308)] int status)
    {
        MayFailWith(502);
        await AtBothDoorsAsync(Fault.Redirect(status, Upstream.Address), 502, "upstream_redirect_blocked", "failed");
    }

    [TestCase(CaseDoor.Rest, "upstream_error")]
    [TestCase(CaseDoor.Mcp, "-32000")]
    public async Task Case074_TokenInAnRpcError_IsMasked(CaseDoor door, string code)
    {
        MayFailWith(502);
        var tenant = await ImpatientTenantAsync();
        Upstream.Fault("tools/call", Fault.TokenInRpcError, when: r => r.Token == tenant.UpstreamToken);

        var answer = await WhoAmIAsync(door, tenant.TenantId, tenant.KeyHeader);

        ExpectedCalls++;
        CodeOf(answer).ShouldBe(code);
        answer.Text.ShouldContain("was refused");
    }

    [Test]
    public async Task Case074_TokenInAToolsError_IsMasked([Values] CaseDoor door)
    {
        var tenant = await ImpatientTenantAsync();
        Upstream.Fault("tools/call", Fault.TokenInToolError, when: r => r.Token == tenant.UpstreamToken);

        var answer = await WhoAmIAsync(door, tenant.TenantId, tenant.KeyHeader);

        ExpectedCalls++;
        ((int)answer.Status).ShouldBe(200);
        answer.Text.ShouldContain("was refused");
    }

    private static TestCaseData Row(int number, string what, Fault fault, int status, string code, string audited) =>
        new TestCaseData(fault, status, code, audited).SetName($"Case{number:000}_{what}");

    private static async Task<CaseTenant> ImpatientTenantAsync()
    {
        var tenant = await CaseStage.CreateTenantAsync(Gateway);
        await Gateway.AdminAsync(HttpMethod.Patch, tenant.AdminPath, """{"timeoutSeconds":3}""");
        return tenant;
    }

    private async Task AtBothDoorsAsync(Fault fault, int status, string code, string audited)
    {
        var doors = Enum.GetValues<CaseDoor>();
        ExpectedCalls += 2 * doors.Length;
        await Task.WhenAll(doors.Select(door => TryAsync(door, fault, status, code, audited)));
    }

    private async Task TryAsync(CaseDoor door, Fault fault, int status, string code, string audited)
    {
        var tenant = await ImpatientTenantAsync();
        ShouldBeOf(tenant, await WhoAmIAsync(door, tenant.TenantId, tenant.KeyHeader)); // its session is open, and its tools are known
        Upstream.Fault("tools/call", fault, when: r => r.Token == tenant.UpstreamToken);

        var answer = await WhoAmIAsync(door, tenant.TenantId, tenant.KeyHeader);

        CodeOf(answer).ShouldBe(code, answer.ToString());
        if (door == CaseDoor.Rest) ((int)answer.Status).ShouldBe(status);
        if (audited == "throttled") int.Parse(answer.Headers["Retry-After"]).ShouldBeInRange(1, 60);
        Upstream.Record.Requests.Count(r => r.Token == tenant.UpstreamToken && r.Method == "tools/call").ShouldBe(2, "a call is sent once");
        (await AuditedAsync(answer)).GetProperty("outcome").GetString().ShouldBe(audited);
    }
}
