using McpService.FunctionalTests.Cases;
using NUnit.Framework;

namespace McpService.FunctionalTests.Transcripts;

/// <summary>Every client at every revision it can be pinned to.</summary>
internal static class TranscriptClients
{
    private static readonly string[] Revisions = ["2025-03-26", "2025-06-18", "2025-11-25"];

    /// <summary>Those that initialize.</summary>
    public static IEnumerable<TestCaseData> WithSessions =>
        from sdk in (string[])["v1", "v2", "csharp"]
        from kind in (string[])[TranscriptServer.Sessions, TranscriptServer.Everything]
        from revision in Revisions
        select Case(sdk, kind, revision);

    /// <summary>Those that do not.</summary>
    public static IEnumerable<TestCaseData> Sessionless =>
        from sdk in (string[])["v2", "csharp"]
        select Case(sdk, TranscriptServer.Sessionless, "2026-07-28");

    /// <summary>Each at the newest revision of its era, before one kind of server; all in full (<c>CASES=full</c>).</summary>
    public static IEnumerable<TestCaseData> Chosen => CaseStage.IsFull
        ? All
        : (from sdk in (string[])["v1", "v2", "csharp"] select Case(sdk, TranscriptServer.Sessions, Revisions[^1])).Concat(Sessionless);

    public static IEnumerable<TestCaseData> All => WithSessions.Concat(Sessionless);

    private static TestCaseData Case(string sdk, string kind, string revision)
    {
        var client = new TranscriptClient(sdk, kind, revision);
        return new TestCaseData(client).SetArgDisplayNames(client.ToString());
    }
}
