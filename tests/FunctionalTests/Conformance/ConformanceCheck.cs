namespace McpService.FunctionalTests.Conformance;

/// <param name="Name">Scenario and id, and a number where the suite gives one id to several.</param>
/// <param name="IsScored">It belongs to what the revision requires.</param>
internal sealed record ConformanceCheck(string Scenario, string Name, bool IsScored, bool Passed, string? Error)
{
    public override string ToString() => Error is null ? Name : $"{Name}: {Error}";
}
