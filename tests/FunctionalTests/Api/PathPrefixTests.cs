using System.Text.RegularExpressions;
using McpService.Common.Gateway;
using McpService.Common.Processes;
using McpService.Common.Proxies;

namespace McpService.FunctionalTests.Api;

/// <summary>Behind a real nginx under a path prefix, which it takes off the requests or passes on.</summary>
internal sealed partial class PathPrefixTests
{
    [TestCase("/", TestName = "Prefix_TakenOffByTheProxy_EveryLinkCarriesIt")]
    [TestCase("", TestName = "Prefix_PassedOnByTheProxy_EveryLinkCarriesIt")]
    public async Task Prefix(string ending)
    {
        var port = FreePort.Next();
        await using var nginx = await Nginx.StartAsync($"location /tools/gateway/ {{ proxy_pass http://127.0.0.1:{port}{ending}; }}");
        await using var gateway = await GatewayHost.StartAsync($"--PORT={port}", $"--PUBLIC_URL={nginx.Address}tools/gateway");
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(nginx.Address, "tools/gateway/") };

        // The page, from the root, and the description it asks for.
        var root = await GetAsync(client, "");
        new Uri(client.BaseAddress, root.Headers["Location"]).AbsolutePath.ShouldBe("/tools/gateway/swagger");
        var page = new Uri(new Uri(client.BaseAddress, "swagger"), (await GetAsync(client, "swagger")).Headers["Location"]);
        var script = (await GetAsync(client, new Uri(page, "index.js").AbsoluteUri)).Text;
        var description = await GetAsync(client, new Uri(page, DescriptionUrl().Match(script).Groups["url"].Value).AbsoluteUri);
        var server = description.Json.GetProperty("servers")[0].GetProperty("url").GetString();
        server.ShouldBe($"{nginx.Address}tools/gateway");

        // A call, at the address the description gives, and the address a tenant is given.
        var created = await Answer.OfAsync(
            client, HttpMethod.Post, $"{server}/api/tenants", """{"integrationKey":"hubspot","integrationAppToken":"alice"}""", ("Authorization", "Bearer sample-admin-key-for-development-only"));
        created.Json.GetProperty("mcpUrl").GetString().ShouldBe($"{server}/mcp");

        // The older transport says where messages go.
        using var request = new HttpRequestMessage(HttpMethod.Get, "sse");
        request.Headers.Add("Authorization", $"Bearer {created.Json.GetProperty("apiKey").GetString()}");
        using var stream = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await stream.Content.ReadAsStreamAsync());
        (await reader.ReadLineAsync()).ShouldBe("event: endpoint");
        (await reader.ReadLineAsync()).ShouldNotBeNull().ShouldStartWith("data: /tools/gateway/messages?");
    }

    [Test]
    public async Task Operations_EachHasANameOfItsOwn()
    {
        await using var gateway = await GatewayHost.StartAsync();
        var description = (await gateway.SendAsync(HttpMethod.Get, "/swagger/v1/swagger.json")).Json;

        var names = description.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject())
            .Select(operation => operation.Value.GetProperty("operationId").GetString()!).ToList();

        names.ShouldBeUnique();
        names.ShouldAllBe(name => OperationName().IsMatch(name));
        description.GetProperty("servers")[0].GetProperty("url").GetString().ShouldBe("/");
    }

    private static Task<Answer> GetAsync(HttpClient client, string path) => Answer.OfAsync(client, HttpMethod.Get, path, json: null);

    [GeneratedRegex("\"url\":\\s*\"(?<url>[^\"]+swagger\\.json)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex DescriptionUrl();

    [GeneratedRegex("^[A-Z][A-Za-z]+_[A-Z][A-Za-z]+$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex OperationName();
}
