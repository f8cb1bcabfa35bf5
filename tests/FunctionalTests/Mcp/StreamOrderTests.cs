using System.Collections.Concurrent;
using McpService.Common.Gateway;
using McpService.Common.Upstreams.Faults;

namespace McpService.FunctionalTests.Mcp;

/// <summary>
/// The upstream has a client's stream before what the client sends after asking for it: what a server asks on a stream that is not there yet, it asks nobody. Each of the two takes a connection
/// of its own, and the later may be the faster.
/// </summary>
[NonParallelizable]
internal sealed class StreamOrderTests : McpFixture
{
    private static readonly TimeSpan Slowness = TimeSpan.FromMilliseconds(150);

    private readonly ConcurrentQueue<string> _seen = new();

    [SetUp]
    public void AnswerSlowly()
    {
        _seen.Clear();
        Upstream.Settings.GetStreams = true;
        Upstream.OnCall("echo", _ =>
        {
            _seen.Enqueue("call");
            return """{"content":[]}""";
        });
        Upstream.Fault("GET", new Fault(async exchange =>
        {
            await Task.Delay(Slowness, TimeProvider.System);
            _seen.Enqueue("stream");
            await exchange.StartStreamAsync();
            await exchange.HangAsync();
        }));
    }

    [Test]
    public async Task Call_AfterTheStreamWasAskedFor_ReachesTheUpstreamAfterIt()
    {
        var tenant = await Gateway.CreateTenantAsync();
        var ticket = await OpenAsync(tenant);
        using var listen = tenant.McpRequest(HttpMethod.Get, ticket);

        var streaming = Gateway.Client.SendAsync(listen, HttpCompletionOption.ResponseHeadersRead);
        await Upstream.WaitForAsync(r => r.Requests.Any(q => q.Method == "GET"));
        using var called = await tenant.McpAsync(Call("echo"), ticket);

        (await AnswerAsync(called)).TryGetProperty("result", out _).ShouldBeTrue();
        using var stream = await streaming;
        _seen.ShouldBe(["stream", "call"]);
    }

    [Test]
    public async Task Call_OfAClientOfHttpSse_ReachesTheUpstreamAfterItsStream()
    {
        using var client = await SseClient.OpenAsync(await Gateway.CreateTenantAsync());

        await client.SendAsync(Call("echo"));

        (await client.ReadAsync()).TryGetProperty("result", out _).ShouldBeTrue();
        _seen.ShouldBe(["stream", "call"]);
    }
}
