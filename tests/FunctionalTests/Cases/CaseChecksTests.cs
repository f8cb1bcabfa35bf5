using System.Net;
using System.Text;
using McpService.Common.Gateway;

namespace McpService.FunctionalTests.Cases;

/// <summary>The checks around every case see what they are there to see.</summary>
internal sealed class CaseChecksTests : CaseFixture
{
    private static readonly HashSet<int> None = [];

    [Test]
    public async Task Answers_AnUnexpected5xx_IsSeen([Values(500, 503)] int status)
    {
        var answer = await SendAsync(HttpMethod.Get, "/health/live");

        Should.Throw<ShouldAssertException>(() => CaseChecks.Answers([answer with { Status = (HttpStatusCode)status }], None));
        CaseChecks.Answers([answer with { Status = (HttpStatusCode)status }], new HashSet<int> { status });
    }

    [Test]
    public async Task Answers_WithoutARequestId_IsSeen()
    {
        var answer = await SendAsync(HttpMethod.Get, "/health/live");

        Should.Throw<ShouldAssertException>(() => CaseChecks.Answers([answer with { Headers = new Dictionary<string, string>() }], None));
    }

    [Test]
    public async Task Answers_WithASecret_IsSeen()
    {
        var answer = await SendAsync(HttpMethod.Get, "/health/live");
        var body = Encoding.UTF8.GetBytes($"he{Convert.ToHexString(Encoding.UTF8.GetBytes(A.UpstreamToken))}re");

        Should.Throw<ShouldAssertException>(() => CaseChecks.Answers([answer with { Body = body }], None));
        Should.Throw<ShouldAssertException>(() => CaseChecks.Answers([answer with { Headers = new Dictionary<string, string> { ["X-Request-Id"] = B.ApiKey } }], None));
    }

    [Test]
    public async Task Call_AtBothDoors_ReachesTheUpstreamAndIsAudited([Values] CaseDoor door)
    {
        var answer = await WhoAmIAsync(door, A.TenantId, A.KeyHeader);

        ShouldBeOf(A, answer);
        (await AuditedAsync(answer)).GetProperty("outcome").GetString().ShouldBe("success");
        await CIsWellAsync();
        ExpectedCalls++;
    }

    /// <summary>The routes' description is the same for all.</summary>
    [Test]
    public async Task Swagger_ShowsNoSecret() => (await SendAsync(HttpMethod.Get, "/swagger/v1/swagger.json")).Status.ShouldBe(HttpStatusCode.OK);
}
