using McpService.Common.Node;

namespace McpService.FunctionalTests.Conformance;

/// <summary>A version of <c>@modelcontextprotocol/conformance</c> and what of it is run.</summary>
internal sealed record ConformanceSuite(string Package, IReadOnlyList<string> Options, string? Requirements, string Version)
{
    /// <summary>0.1.16: every scenario of the revisions with sessions.</summary>
    public static readonly ConformanceSuite Sessions = new("@modelcontextprotocol/conformance", ["--suite", "all"], null, "0.1.16");

    /// <summary>0.2.0 alpha: what 2026-07-28 requires, and scenarios beyond that which do not count.</summary>
    public static readonly ConformanceSuite Sessionless = new("conformance-2026", ["--requirements", "2026-07-28"], "2026-07-28.yaml", "0.2.0-alpha.12");

    public string Script => NodePrograms.Package(Package, "dist", "index.js");

    /// <summary>Whether a revision requires a scenario of its servers.</summary>
    public Func<string, bool> IsScored()
    {
        if (Requirements is null) return _ => true;
        var required = File.ReadLines(NodePrograms.Package(Package, "requirements", Requirements))
            .SkipWhile(line => line is not "server:").Skip(1)
            .TakeWhile(line => line.StartsWith("  - ", StringComparison.Ordinal))
            .Select(line => line[4..].Trim())
            .ToHashSet(StringComparer.Ordinal);
        return required.Contains;
    }
}
