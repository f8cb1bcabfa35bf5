using System.Net;
using McpService.Common.Upstreams;
using McpService.Common.Upstreams.Faults;
using McpService.Common.Waiting;
using NUnit.Framework;
using Shouldly;

namespace McpService.FunctionalTests.TestSupport;

[TestFixture]
internal sealed class UpstreamStreamTests
{
    [Test]
    public async Task Get_ByDefault_NotAllowed()
    {
        await using var upstream = await ScriptableUpstream.StartAsync();
        using var probe = new UpstreamProbe(upstream);
        await probe.OpenSessionAsync();
        using var answer = await probe.SendAsync(HttpMethod.Get);
        answer.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
    }

    [Test]
    public async Task Get_SessionLost_ServerError()
    {
        await using var upstream = await ScriptableUpstream.StartAsync();
        upstream.Settings.GetStreams = true;
        using var probe = new UpstreamProbe(upstream) { SessionId = "lost" };
        using var answer = await probe.SendAsync(HttpMethod.Get);
        answer.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
    }

    [Test]
    public async Task Get_LastEventId_SendsWhatWasMissed()
    {
        await using var upstream = await ScriptableUpstream.StartAsync();
        upstream.Settings.GetStreams = true;
        upstream.Fault("tools/call", Fault.Progress(2));
        using var probe = new UpstreamProbe(upstream);
        await probe.OpenSessionAsync();
        using var call = await probe.CallAsync("echo");
        var events = (await call.Content.ReadAsStringAsync()).Split('\n');
        var first = events.First(line => line.StartsWith("id: ", StringComparison.Ordinal))["id: ".Length..];

        using var resumed = await probe.SendAsync(HttpMethod.Get, lastEventId: first);
        using var reader = new StreamReader(await resumed.Content.ReadAsStreamAsync());
        using var limit = new CancellationTokenSource(WaitLimit.Default, TimeProvider.System);
        var missed = new List<string>();
        while (missed.Count < 2 && await reader.ReadLineAsync(limit.Token) is { } line)
            if (line.StartsWith("data: ", StringComparison.Ordinal)) missed.Add(line);
        missed[0].ShouldContain("\"progress\":2");
        missed[1].ShouldContain("\"id\":1");
    }
}
