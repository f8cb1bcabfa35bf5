namespace McpService.FunctionalTests.Transcripts;

/// <summary>A client, pinned to a revision, and the kind of server it meets.</summary>
/// <param name="Sdk"><c>v1</c> or <c>v2</c> of the TypeScript SDK, or <c>csharp</c>.</param>
internal sealed record TranscriptClient(string Sdk, string Kind, string Revision)
{
    public Task<Transcript> RunAsync(Uri address, IReadOnlyDictionary<string, string>? headers = null) => Sdk is "csharp"
        ? SdkTranscript.RunAsync(Kind, Revision, address, headers)
        : NodeTranscript.RunAsync(Sdk, Kind, Revision, address, headers);

    public override string ToString() => $"{Sdk}, {Revision}, {Kind}";
}
