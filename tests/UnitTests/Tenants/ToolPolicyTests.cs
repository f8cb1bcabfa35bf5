using McpService.Domain.Tenants;

namespace McpService.UnitTests.Tenants;

public sealed class ToolPolicyTests
{
    [TestCase("", "", "hubspot_find", true)]
    [TestCase("hubspot_*", "", "hubspot_find", true)]
    [TestCase("hubspot_*", "", "gmail_send", false)]
    [TestCase("hubspot_*", "*_delete-*", "hubspot_delete-contact", false)]
    [TestCase("", "*_delete-*", "hubspot_find", true)]
    [TestCase("*", "", "anything", true)]
    [TestCase("a*b*c", "", "axxbxxc", true)]
    [TestCase("a*b*c", "", "axxbxx", false)]
    [TestCase("a**c", "", "ac", true)]
    [TestCase("Hubspot_*", "", "hubspot_find", false)]
    [TestCase("a.c", "", "abc", false)]
    public void Allows_Tool_DenyWinsAndNoAllowMeansAll(string allow, string deny, string tool, bool expected) =>
        new ToolPolicy(Split(allow), Split(deny)).Allows(tool).ShouldBe(expected);

    [Test]
    public void Allows_PatternMadeToBacktrack_IsFast() =>
        new ToolPolicy([string.Concat(Enumerable.Repeat("a*", 100)) + "b"], []).Allows(new string('a', 10_000)).ShouldBeFalse();

    private static string[] Split(string patterns) => patterns.Split(',', StringSplitOptions.RemoveEmptyEntries);
}
