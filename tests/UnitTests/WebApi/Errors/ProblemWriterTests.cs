using System.Text;
using McpService.Application.Auditing;
using McpService.Application.Callers;
using McpService.WebApi.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Moq;

namespace McpService.UnitTests.WebApi.Errors;

internal sealed class ProblemWriterTests
{
    [Test]
    public async Task Write_RateLimited_HasEveryMember()
    {
        var (response, body) = await Write(Problem.RateLimited(TimeSpan.FromMilliseconds(1200)));
        response.StatusCode.ShouldBe(429);
        response.Headers.RetryAfter.ToString().ShouldBe("2");
        response.ContentType.ShouldBe("application/problem+json");
        body.ShouldBe(
            """{"type":"about:blank","title":"Too Many Requests","status":429,"detail":"Too many requests. The header Retry-After says when to come again.","code":"rate_limited","requestId":"req-1","retryable":true,"outcome":"not_sent"}""");
    }

    [Test]
    public async Task Write_Unauthorized_NamesTheScheme()
    {
        var (response, _) = await Write(Problem.OfStatus(401));
        response.Headers.WWWAuthenticate.ToString().ShouldBe("Bearer");
    }

    [Test]
    public async Task Write_Faults_AreListedByField()
    {
        var (_, body) = await Write(new Problem(400, "validation_failed", "…") { Errors = new Dictionary<string, string[]> { ["a<b>"] = ["one", "two"] } });
        body.ShouldEndWith(""","errors":{"a\u003Cb\u003E":["one","two"]}}""");
    }

    [TestCase(0, ExpectedResult = "1")]
    [TestCase(1, ExpectedResult = "1")]
    [TestCase(1.01, ExpectedResult = "2")]
    public string WholeSeconds_RoundsUp(double seconds) => ProblemWriter.WholeSeconds(TimeSpan.FromSeconds(seconds));

    private static async Task<(HttpResponse Response, string Body)> Write(Problem problem)
    {
        await using var services = new ServiceCollection().AddMetrics().AddSingleton<RefusedRequests>()
            .AddSingleton(Mock.Of<ICallContext>(c => c.Caller == Caller.Anonymous)).AddSingleton(Mock.Of<IRefusalCounter>()).BuildServiceProvider();
        var context = new DefaultHttpContext { RequestServices = services, TraceIdentifier = "req-1", Response = { Body = new MemoryStream() } };
        await ProblemWriter.WriteAsync(context, problem);
        return (context.Response, Encoding.UTF8.GetString(((MemoryStream)context.Response.Body).ToArray()));
    }
}
