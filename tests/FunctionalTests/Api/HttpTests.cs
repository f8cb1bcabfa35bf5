using System.Text;
using McpService.Common.Gateway;
using McpService.Domain.Tenants;

namespace McpService.FunctionalTests.Api;

/// <summary>Cases 51, 52 and 54, and what every answer has: HTTP as such.</summary>
internal sealed class HttpTests : ApiFixture
{
    private static IEnumerable<string> Malformed =>
    [
        "POST {R} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST {R} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
        "POST {R} HTTP/1.1\r\nHost: localhost\r\nx-a: b\r\n c\r\nContent-Length: 2\r\n\r\n{}",
        "POST {R} HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\nx-api-key: {K}\r\nContent-Type: application/json\r\n\r\nzz\r\n",
    ];

    [TestCaseSource(nameof(Malformed))]
    public async Task Case51_SmugglersRequest_400OrClose(string request)
    {
        var received = await RawAsync(request.Replace("{R}", A.ToolPath, StringComparison.Ordinal).Replace("{K}", A.ApiKey, StringComparison.Ordinal));
        received.Split("HTTP/1.1 ").Length.ShouldBeLessThanOrEqualTo(2, received);
        if (received.Length > 0) received.ShouldStartWith("HTTP/1.1 4");
    }

    [TestCase("/api/auth/token", "")]
    [TestCase("{R}", "x-api-key: {K}\r\n")]
    [TestCase("/mcp", "x-api-key: {K}\r\nAccept: application/json, text/event-stream\r\n")]
    public async Task ChunkBeyondAllBounds_400(string route, string headers)
    {
        var request = $"POST {route} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n{headers}\r\n80000000\r\n";

        var received = await RawAsync(request.Replace("{R}", A.ToolPath, StringComparison.Ordinal).Replace("{K}", A.ApiKey, StringComparison.Ordinal));

        received.ShouldStartWith("HTTP/1.1 400 ");
    }

    [Test]
    public async Task Case52_ExpectContinueWithoutCredentials_401BeforeTheBody()
    {
        // No body follows: an answer that waited for it would never come.
        var received = await RawAsync(
            $"POST {A.ToolPath} HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Type: application/json\r\nContent-Length: 1000\r\nConnection: close\r\n\r\n");
        received.ShouldStartWith("HTTP/1.1 401 ");
    }

    [TestCase("GET", "/nowhere", 404, "not_found")]
    [TestCase("GET", "/api/tenants/a/b/c", 404, "not_found")]
    [TestCase("TRACE", "/health", 405, "method_not_allowed")]
    [TestCase("PUT", "/api/auth/token", 405, "method_not_allowed")]
    [TestCase("GET", "{R}", 405, "method_not_allowed")]
    [TestCase("BREW", "/health/live", 405, "method_not_allowed")]
    public async Task Case54_NoSuchRouteOrMethod_404Or405(string method, string path, int status, string code)
    {
        var answer = await Gateway.SendAsync(new HttpMethod(method), path.Replace("{R}", A.ToolPath, StringComparison.Ordinal));
        ShouldBeProblem(answer, status, code);
        answer.Headers.ContainsKey("Allow").ShouldBe(status == 405);
    }

    [Test]
    public async Task Case54_MethodOverride_IsNotHeard() =>
        ShouldBeProblem(await Gateway.SendAsync(HttpMethod.Post, "/health", json: null, ("X-HTTP-Method-Override", "GET")), 405, "method_not_allowed");

    [Test]
    public async Task RequestId_IsOursAndOnEveryAnswer()
    {
        foreach (var path in (string[])["/health", "/nowhere", "/swagger/index.html", "/"])
        {
            var answer = await Gateway.SendAsync(HttpMethod.Get, path, json: null, ("X-Request-Id", "chosen-by-the-client"));
            answer.Headers["X-Request-Id"].Length.ShouldBe(32, path);
            answer.Headers["X-Content-Type-Options"].ShouldBe("nosniff");
            answer.Headers.Keys.ShouldNotContain("Server");
        }
    }

    [Test]
    public async Task ClientGone_InTheMiddleOfABody_IsNoErrorOfOurs()
    {
        using (var client = new System.Net.Sockets.TcpClient())
        {
            await client.ConnectAsync(Gateway.Address.Host, Gateway.Address.Port);
            await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(
                $"POST {A.ToolPath} HTTP/1.1\r\nHost: localhost\r\nx-api-key: {A.ApiKey}\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{{"));
        }

        (await A.ToolAsync(ListTools)).Status.ShouldBe(System.Net.HttpStatusCode.OK);
        Gateway.Log.Errors.ShouldBeEmpty();
    }

    [Test]
    public async Task ClientGone_WithAResetWhileItIsRefused_IsNoErrorOfOurs([Values("/mcp", "/messages", "/api/tenant/nobody/mcp")] string path)
    {
        for (var i = 0; i < 20; i++)
        {
            using var client = new System.Net.Sockets.TcpClient { LingerState = new System.Net.Sockets.LingerOption(true, 0) };
            await client.ConnectAsync(Gateway.Address.Host, Gateway.Address.Port);
            await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(
                $"POST {path} HTTP/1.1\r\nHost: localhost\r\nx-api-key: {A.ApiKey}\r\nContent-Type: application/json\r\nMcp-Session-Id: none\r\nContent-Length: 2\r\n\r\n{{}}"));
        }

        (await A.ToolAsync(ListTools)).Status.ShouldBe(System.Net.HttpStatusCode.OK);
        Gateway.Log.Errors.ShouldBeEmpty();
    }

    private async Task<string> RawAsync(string request)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10), TimeProvider.System);
        return await RawHttp.ExchangeAsync(Gateway.Address, request, limit.Token);
    }
}
