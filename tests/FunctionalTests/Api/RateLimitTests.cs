using System.Net;
using McpService.Common.Gateway;
using McpService.Infrastructure.Security.ApiKeys;

namespace McpService.FunctionalTests.Api;

/// <summary>Cases 31 and 32, and a tenant's rate.</summary>
internal sealed class RateLimitTests : ApiFixture
{
    protected override IEnumerable<string> Settings => ["--RATE_LIMIT_AUTH_PER_MINUTE=30", "--RATE_LIMIT_REQUESTS_PER_SECOND=1", "--RATE_LIMIT_BURST=20"];

    [Test]
    public async Task Case31And32_200WrongKeys_429WhateverTheyForward()
    {
        var statuses = new List<int>();
        for (var i = 0; i < 200; i++)
        {
            var answer = await Gateway.SendAsync(HttpMethod.Post, A.ToolPath, ListTools, ("x-api-key", $"mcp_wrong_{i}"), ("X-Forwarded-For", $"192.0.2.{i}"));
            statuses.Add((int)answer.Status);
            if (statuses[^1] == 429) int.Parse(answer.Headers["Retry-After"]).ShouldBeInRange(1, 2);
        }

        statuses.Distinct().ShouldBe([401, 429]);
        statuses.Count(s => s == 401).ShouldBeInRange(30, 35);

        // Callers with good credentials may share the address, behind a proxy or NAT.
        ((int)(await B.ToolAsync(ListTools)).Status).ShouldBe(200);
        (await StatusFromAsync("127.0.0.2")).ShouldBe(401);
    }

    [Test]
    public async Task TokenRoutes_AreLimitedByAddress()
    {
        var answers = new List<Answer>();
        for (var i = 0; i < 40; i++) answers.Add(await Gateway.SendAsync(HttpMethod.Post, "/api/auth/token", $$"""{"key":"{{AdminOptions.SampleKey}}"}"""));

        answers.Count(a => a.Status == HttpStatusCode.OK).ShouldBeInRange(30, 35);
        ShouldBeProblem(answers[^1], 429, "rate_limited");
    }

    [Test]
    public async Task Tenant_OverItsRate_429WithTrueNumbers()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => A.ToolAsync("""{"method":""}""")));

        var refused = answers.Where(a => (int)a.Status == 429).ToList();
        refused.Count.ShouldBeInRange(15, 25);
        ShouldBeProblem(refused[0], 429, "rate_limited");
        refused[0].Headers["Retry-After"].ShouldBe("1");
        refused[0].Headers["RateLimit-Limit"].ShouldBe("20");
        refused[0].Headers["RateLimit-Remaining"].ShouldBe("0");
        refused[0].Json.GetProperty("retryable").GetBoolean().ShouldBeTrue();
        ((int)(await B.ToolAsync(ListTools)).Status).ShouldBe(200);
    }

    private async Task<int> StatusFromAsync(string address)
    {
        using var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (context, cancellationToken) =>
            {
                var socket = new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
                socket.Bind(new IPEndPoint(IPAddress.Parse(address), 0));
                await socket.ConnectAsync(context.DnsEndPoint.Host, context.DnsEndPoint.Port, cancellationToken);
                return new System.Net.Sockets.NetworkStream(socket, ownsSocket: true);
            },
        };
        using var client = new HttpClient(handler);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Gateway.Address, A.ToolPath));
        request.Headers.Add("x-api-key", "mcp_wrong_x");
        using var response = await client.SendAsync(request);
        return (int)response.StatusCode;
    }
}
