using McpService.Application.Mcp;
using McpService.Application.Mcp.RelayMessage;
using McpService.Common.Gateway;
using McpService.Common.Time;
using McpService.Common.Upstreams;
using McpService.Common.Waiting;
using McpService.WebApi.Streams;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace McpService.FunctionalTests.Mcp;

/// <summary>A call does not overtake its client's stream inside of the gateway either, where the stream takes longer to be let through: on a process that has just started it did, one time in three.</summary>
internal sealed class HeldStreamTests
{
    // In which a call that waits for nothing has long overtaken.
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(300);

    [TestCase("/mcp")]
    [TestCase("/api/tenant/{0}/mcp")]
    public async Task Call_WhileTheStreamIsOnItsWay_ReachesTheUpstreamAfterIt(string path)
    {
        var held = new HeldStreams();
        await using var upstream = await ScriptableUpstream.StartAsync();
        upstream.Settings.GetStreams = true;
        await using var gateway = await GatewayHost.StartAsync([$"--INTEGRATION_APP_MCP_URL={upstream.Address}"], builder => builder.Services
            .AddSingleton<IPipelineBehavior<RelayMessageCommand, McpReply>>(held)
            .AddSingleton(new StreamArrivals(new ManualTimeProvider()))); // its limit is not what is looked at
        var tenant = await gateway.CreateTenantAsync();
        var address = new Uri(gateway.Address, string.Format(System.Globalization.CultureInfo.InvariantCulture, path, tenant.TenantId));
        var ticket = await OpenAsync(gateway, tenant, address);

        using var listen = Request(HttpMethod.Get, tenant, address, ticket);
        var streaming = gateway.Client.SendAsync(listen, HttpCompletionOption.ResponseHeadersRead);
        await held.Held.WaitAsync(WaitLimit.Default);
        using var call = Request(HttpMethod.Post, tenant, address, ticket, """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo","arguments":{}}}""");
        var calling = gateway.Client.SendAsync(call);
        await Task.WhenAny(held.Overtaken, Task.Delay(Moment, TimeProvider.System));
        held.Release();

        using var answer = await calling.WaitAsync(WaitLimit.Default);
        using var stream = await streaming.WaitAsync(WaitLimit.Default);
        held.Overtaken.IsCompleted.ShouldBeFalse();
        upstream.Record.Requests.Select(r => r.Method).Where(m => m is "GET" or "tools/call").ShouldBe(["GET", "tools/call"]);
    }

    private static async Task<string> OpenAsync(GatewayHost gateway, TestTenant tenant, Uri address)
    {
        using var request = Request(HttpMethod.Post, tenant, address, ticket: null, McpFixture.InitializeMessage);
        using var answer = await gateway.Client.SendAsync(request);
        return answer.Headers.GetValues("Mcp-Session-Id").Single();
    }

    private static HttpRequestMessage Request(HttpMethod method, TestTenant tenant, Uri address, string? ticket, string? json = null)
    {
        var request = new HttpRequestMessage(method, address) { Content = json is null ? null : new StringContent(json, System.Text.Encoding.UTF8, "application/json") };
        request.Headers.Add("Authorization", $"Bearer {tenant.ApiKey}");
        request.Headers.Add("Accept", "application/json, text/event-stream");
        if (ticket is not null) request.Headers.Add("Mcp-Session-Id", ticket);
        return request;
    }
}
