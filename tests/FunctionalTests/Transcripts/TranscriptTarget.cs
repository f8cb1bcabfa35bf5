using McpService.Common.Upstreams;
using McpService.Common.Upstreams.Conformance;

namespace McpService.FunctionalTests.Transcripts;

/// <summary>A server of one of the kinds <see cref="TranscriptServer"/> names.</summary>
internal sealed class TranscriptTarget(Uri address, IAsyncDisposable server) : IAsyncDisposable
{
    public Uri Address => address;

    public static async Task<TranscriptTarget> StartAsync(string kind)
    {
        if (kind is TranscriptServer.Everything)
        {
            var everything = await NodeUpstream.StartAsync();
            return new TranscriptTarget(everything.Address, everything);
        }

        var ours = kind is TranscriptServer.Sessions
            ? await ConformanceUpstream.WithSessionsAsync()
            : await ConformanceUpstream.WithoutSessionsAsync();
        return new TranscriptTarget(ours.Address, ours);
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();
}
