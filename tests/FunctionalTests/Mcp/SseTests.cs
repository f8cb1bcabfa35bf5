using System.Net;
using System.Text;
using McpService.Domain.Tenants;
using ModelContextProtocol.Client;

namespace McpService.FunctionalTests.Mcp;

/// <summary>Clients of revision 2024-11-05, with the SDK's own transport and by hand.</summary>
internal sealed class SseTests : McpFixture
{
    [Test]
    public async Task SdkClient_ListsAndCalls()
    {
        var tenant = await Gateway.CreateTenantAsync();
        await using var transport = new HttpClientTransport(new HttpClientTransportOptions
        {
            Endpoint = new Uri(Gateway.Address, "/sse"),
            TransportMode = HttpTransportMode.Sse,
            AdditionalHeaders = new Dictionary<string, string> { ["Authorization"] = $"Bearer {tenant.ApiKey}" },
        });
        await using var client = await McpClient.CreateAsync(transport, new McpClientOptions { ProtocolVersion = "2024-11-05" });

        (await client.ListToolsAsync()).Select(t => t.Name).ShouldContain("echo");
        var result = await client.CallToolAsync("echo", new Dictionary<string, object?> { ["a"] = 1 });

        result.IsError.ShouldNotBe(true);
        client.NegotiatedProtocolVersion.ShouldBe("2024-11-05");
    }

    [Test]
    public async Task Messages_OfAnotherTenantsStream_Are404()
    {
        var (mine, other) = (await Gateway.CreateTenantAsync(), await Gateway.CreateTenantAsync());
        using var request = mine.McpRequest(HttpMethod.Get, null);
        request.RequestUri = new Uri("/sse", UriKind.Relative);
        using var response = await Gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var address = (await ReadUntilAsync(await response.Content.ReadAsStreamAsync(), "\n\n")).Split("data: ")[1].Trim();

        using var post = other.McpRequest(HttpMethod.Post, null);
        post.RequestUri = new Uri(address, UriKind.Relative);
        post.Content = new StringContent(Initialize, Encoding.UTF8, "application/json");
        using var refused = await Gateway.Client.SendAsync(post);

        refused.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        address.ShouldNotContain(mine.ApiKey);
    }

    [Test]
    public async Task ClientLeaves_UpstreamsSessionEnds()
    {
        var tenant = await Gateway.CreateTenantAsync();
        var deleted = Upstream.Record.Deleted.Count;
        using (var request = tenant.McpRequest(HttpMethod.Get, null))
        {
            request.RequestUri = new Uri("/sse", UriKind.Relative);
            using var response = await Gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            var stream = await response.Content.ReadAsStreamAsync();
            var address = (await ReadUntilAsync(stream, "\n\n")).Split("data: ")[1].Trim();
            using var post = tenant.McpRequest(HttpMethod.Post, null);
            post.RequestUri = new Uri(address, UriKind.Relative);
            post.Content = new StringContent(Initialize, Encoding.UTF8, "application/json");
            using var accepted = await Gateway.Client.SendAsync(post);
            accepted.StatusCode.ShouldBe(HttpStatusCode.Accepted);
            await ReadUntilAsync(stream, "serverInfo");
        }

        await Upstream.WaitForAsync(r => r.Deleted.Count > deleted);
    }
}
