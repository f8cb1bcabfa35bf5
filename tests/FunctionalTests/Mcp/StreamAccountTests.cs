using System.Net;
using McpService.Application;
using McpService.Common.Gateway;
using McpService.Common.Waiting;
using McpService.Infrastructure.Security.ApiKeys;

namespace McpService.FunctionalTests.Mcp;

/// <summary>One account of a tenant's streams, and what they hang on, whatever the door.</summary>
internal sealed class StreamAccountTests : McpFixture
{
    private const string Listen = """
        {"jsonrpc":"2.0","id":1,"method":"subscriptions/listen","params":{"notifications":{"toolsListChanged":true},"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientInfo":{"name":"t","version":"1"},"io.modelcontextprotocol/clientCapabilities":{}}}}
        """;

    // A revocation is in force within two seconds.
    private static readonly TimeSpan InForce = TimeSpan.FromSeconds(4);

    public enum Door
    {
        Get,
        Sse,
        Subscription,
        Answer,
    }

    [SetUp]
    public void ServeStreams() => Upstream.Settings.GetStreams = true;

    [Test]
    public async Task KeyRotatedWithoutOverlap_StreamEnds([Values] Door door)
    {
        var tenant = await Gateway.CreateTenantAsync();
        using var open = await OpenAsync(tenant, door);
        open.StatusCode.ShouldBe(HttpStatusCode.OK);

        await RotateAsync(tenant, overlapSeconds: 0);

        (await EndsAsync(open)).ShouldBeTrue();
    }

    [Test]
    public async Task KeyRotatedWithOverlap_StreamGoesOn([Values(Door.Get, Door.Sse)] Door door)
    {
        var tenant = await Gateway.CreateTenantAsync();
        using var open = await OpenAsync(tenant, door);

        await RotateAsync(tenant, overlapSeconds: 600);

        (await EndsAsync(open)).ShouldBeFalse();
    }

    [Test]
    public async Task TooMany_WhateverTheDoor_Are429UntilOneCloses()
    {
        var tenant = await Gateway.CreateTenantAsync();
        var ticket = await OpenAsync(tenant);
        var open = new List<HttpResponseMessage>();
        for (var i = 0; i < Bounds.StreamsPerTenant - 2; i++) open.Add(await OpenAsync(tenant, Door.Sse));
        open.Add(await OpenAsync(tenant, Door.Subscription));
        open.Add(await GetAsync(tenant, ticket));
        open.ShouldAllBe(o => o.StatusCode == HttpStatusCode.OK);

        foreach (var door in new[] { Door.Sse, Door.Subscription })
        {
            using var refused = await OpenAsync(tenant, door);
            refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests, $"{door}");
        }

        using (var refused = await GetAsync(tenant, ticket)) refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        foreach (var stream in open) stream.Dispose();
    }

    private static async Task<bool> EndsAsync(HttpResponseMessage open)
    {
        using var limit = new CancellationTokenSource(InForce);
        try
        {
            await open.Content.CopyToAsync(Stream.Null, limit.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
        catch (Exception cutOff) when (cutOff is HttpRequestException or IOException)
        {
            return true;
        }
    }

    private async Task<HttpResponseMessage> OpenAsync(TestTenant tenant, Door door)
    {
        switch (door)
        {
            case Door.Get:
                return await GetAsync(tenant, await OpenAsync(tenant));
            case Door.Sse:
                using (var request = tenant.McpRequest(HttpMethod.Get, null))
                {
                    request.RequestUri = new Uri("/sse", UriKind.Relative);
                    return await Gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
                }

            case Door.Subscription:
                return await tenant.McpAsync(Listen, null, ("MCP-Protocol-Version", "2026-07-28"), ("Mcp-Method", "subscriptions/listen"));
            default:
                Upstream.Fault("tools/call", Common.Upstreams.Faults.Fault.EndlessComments(TimeSpan.FromMilliseconds(100)), times: 1);
                return await tenant.McpAsync(Call("echo"), await OpenAsync(tenant));
        }
    }

    // On a busy machine the first change, not yet compiled, can take longer than the gateway lets a database take.
    private Task RotateAsync(TestTenant tenant, int overlapSeconds) => Eventually.TrueAsync(
        async _ => (int)(await Gateway.SendAsync(
            HttpMethod.Post,
            $"/api/tenants/{tenant.TenantId}/api-keys/rotate",
            $$"""{"overlapSeconds":{{overlapSeconds}}}""",
            ("Authorization", $"Bearer {AdminOptions.SampleKey}"))).Status == 200,
        "A rotation");

    private async Task<HttpResponseMessage> GetAsync(TestTenant tenant, string ticket)
    {
        using var request = tenant.McpRequest(HttpMethod.Get, ticket);
        return await Gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }
}
