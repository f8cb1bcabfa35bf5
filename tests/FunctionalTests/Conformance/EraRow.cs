namespace McpService.FunctionalTests.Conformance;

/// <summary>What a suite found of a build, and what it found of the one that speaks its era without a gateway.</summary>
internal sealed record EraRow(EverythingBuild Build, ConformanceSuite Suite, bool IsThrough, ConformanceRun Run, ConformanceRun Best)
{
    /// <summary>Scored checks that passed directly and do not here. A check that was not made was not passed.</summary>
    public IReadOnlyList<string> Lost => [.. Best.PassedScored.Except(Run.PassedScored, StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    public override string ToString()
    {
        var lost = string.Concat(Lost.Select(name => $"\n      lost: {name}{Reason(name)}"));
        var more = string.Concat(Run.PassedScored.Except(Best.PassedScored, StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(name => $"\n      more: {name}"));
        return $"{Build,-18} {Suite.Version,-16} {(IsThrough ? "through" : "direct"),-8} {Run.PassedScored.Count,3}/{Best.Scored.Count}{lost}{more}";
    }

    private string Reason(string name) => Run.Checks.FirstOrDefault(check => check.Name == name) is { } check ? $" ({check.Error})" : " (not made)";
}
