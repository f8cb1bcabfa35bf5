using System.Text.Json.Nodes;
using McpService.Common.Node;
using McpService.Common.Upstreams.Conformance;

namespace McpService.FunctionalTests.Transcripts;

/// <summary>Which tool, resource and prompt of a server shows what; <c>tests/node/servers.json</c>, which the scripts there read too.</summary>
internal sealed class TranscriptServer(string kind, JsonObject description)
{
    /// <summary><see cref="Common.Upstreams.Conformance.ConformanceUpstream"/> with sessions.</summary>
    public const string Sessions = "sessions";

    /// <summary>The same without sessions.</summary>
    public const string Sessionless = "sessionless";

    /// <summary><c>@modelcontextprotocol/server-everything</c>.</summary>
    public const string Everything = "everything";

    /// <summary>A build of <c>tests/node/servers/everything.mjs</c>, with what it has in both eras.</summary>
    public const string Builds = "builds";

    public string Kind => kind;

    public IEnumerable<(string Step, NamedCall Call)> Calls => description["calls"]!.AsObject().Select(call => (call.Key, NamedCall.From(call.Value)!));

    public NamedCall Progress => NamedCall.From(description["progress"])!;

    /// <summary>How often <see cref="Progress"/> and <see cref="Cut"/> report.</summary>
    public int ProgressHeard => (int)description["progressHeard"]!;

    public NamedCall Endless => NamedCall.From(description["endless"])!;

    public NamedCall? Changing => NamedCall.From(description["changing"]);

    public NamedCall Prompt => NamedCall.From(description["prompt"])!;

    public string? Resource => (string?)description["resource"];

    public string Missing => (string)description["missing"]!;

    public TimeSpan ResumeAfter => TimeSpan.FromMilliseconds((int?)description["resumeAfter"] ?? 10);

    public static TranscriptServer Of(string kind) =>
        new(kind, JsonNode.Parse(File.ReadAllBytes(NodePrograms.Script("servers.json")))![kind]!.AsObject());

    /// <summary>The call whose stream is cut after its first event, where streams can be resumed.</summary>
    public NamedCall? Cut(string? revision) =>
        string.CompareOrdinal(revision, (string?)description["resumableSince"] ?? "") >= 0 ? NamedCall.From(description["cut"]) : null;
}
