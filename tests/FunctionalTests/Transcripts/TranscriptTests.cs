using McpService.Common.Proxies;
using NUnit.Framework;
using Shouldly;

namespace McpService.FunctionalTests.Transcripts;

/// <summary>Clients that others wrote see all a server does, and see the same through something that only passes it on.</summary>
[TestFixture, Category("Clients")]
internal sealed class TranscriptTests
{
    private static readonly Dictionary<string, string> Credential = new(StringComparer.Ordinal) { ["Authorization"] = "Bearer key" };

    [TestCaseSource(typeof(TranscriptClients), nameof(TranscriptClients.All))]
    public async Task Client_Direct_SeesEverything(TranscriptClient client)
    {
        await using var server = await TranscriptTarget.StartAsync(client.Kind);
        var seen = await client.RunAsync(server.Address);
        ShouldBeComplete(seen, client);
        (await client.RunAsync(server.Address)).ShouldEqual(seen);
    }

    [TestCaseSource(typeof(TranscriptClients), nameof(TranscriptClients.All))]
    public async Task Client_ThroughHeaderProxy_SeesTheSame(TranscriptClient client)
    {
        await using var server = await TranscriptTarget.StartAsync(client.Kind);
        await using var proxy = await HeaderProxy.StartAsync(server.Address, Credential);
        var direct = await client.RunAsync(server.Address);
        (await client.RunAsync(proxy.Address)).ShouldEqual(direct);
    }

    /// <summary>So that two equal transcripts are not equal because both are empty.</summary>
    private static void ShouldBeComplete(Transcript seen, TranscriptClient client)
    {
        ((string?)seen["connect"]["outcome"]!["revision"]).ShouldBe(client.Revision);
        seen.Failed.Except(["unknown", "missing", "cancel"], StringComparer.Ordinal).ShouldBeEmpty();
        seen.Failed.ShouldContain("cancel");
        seen.Asked("elicitation").ShouldBe(1);
        seen.Asked("sampling").ShouldBe(1);
        seen.Heard("progress").ShouldBeGreaterThanOrEqualTo(3);
        if (seen.Has("logging")) seen.Heard("logging").ShouldBe(3);
        if (seen.Has("cut")) seen.Heard("cut").ShouldBeGreaterThanOrEqualTo(3);
    }
}
