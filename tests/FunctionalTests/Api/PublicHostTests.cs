using McpService.Common.Gateway;

namespace McpService.FunctionalTests.Api;

/// <summary>Case 55's host, and addresses behind a proxy: settings that matter in production.</summary>
internal sealed class PublicHostTests
{
    private static readonly string[] Production =
    [
        "--environment=Production",
        "--PUBLIC_URL=https://mcp.example.com",
        "--ADMIN_API_KEY=0123456789abcdef0123456789abcdef",
        "--INTEGRATION_APP_MCP_URL=http://127.0.0.1:9/mcp",
    ];

    [TestCase("mcp.example.com", "/nowhere", 404)]
    [TestCase("mcp.example.com:443", "/nowhere", 404)]
    [TestCase("evil.example", "/nowhere", 400)]
    [TestCase("evil.example", "/", 400)]
    [TestCase("10.0.0.7", "/health/live", 200)]
    public async Task Host_InProduction_MustBeThePublicOne(string host, string path, int status)
    {
        await using var gateway = await GatewayHost.StartAsync(Production);
        var answer = await gateway.SendAsync(HttpMethod.Get, path, json: null, ("Host", host));
        ((int)answer.Status).ShouldBe(status);
        if (status == 400) answer.Code.ShouldBe("bad_host");
    }

    [Test]
    public async Task Sandbox_InProduction_IsNotThere()
    {
        await using var gateway = await GatewayHost.StartAsync(Production);
        ((int)(await gateway.SendAsync(HttpMethod.Post, "/sandbox/mcp", "{}", ("Host", "mcp.example.com"))).Status).ShouldBe(404);
    }

    [Test]
    public async Task ForwardedFor_TrustedHop_CountsByClient()
    {
        await using var gateway = await GatewayHost.StartAsync("--TRUST_PROXY=1", "--RATE_LIMIT_AUTH_PER_MINUTE=2");

        // The last hop is the proxy's word; what stands before it is the client's own claim.
        async Task<int> FromAsync(string forwarded) =>
            (int)(await gateway.SendAsync(HttpMethod.Post, "/api/auth/tenant-token", json: null, ("X-Forwarded-For", forwarded))).Status;

        (await FromAsync("1.1.1.1, 192.0.2.1")).ShouldBe(401);
        (await FromAsync("2.2.2.2, 192.0.2.1")).ShouldBe(401);
        (await FromAsync("3.3.3.3, 192.0.2.1")).ShouldBe(429);
        (await FromAsync("3.3.3.3, 192.0.2.2")).ShouldBe(401);
    }
}
