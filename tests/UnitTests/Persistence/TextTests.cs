using McpService.Domain.Auditing;
using McpService.Domain.Tenants;
using McpService.Infrastructure.Persistence.Model;
using McpService.Infrastructure.Persistence.Tenants;
using McpService.Infrastructure.Text;
using NUnit.Framework;
using Shouldly;

namespace McpService.UnitTests.Persistence;

/// <summary>How values are spelt in columns.</summary>
[TestFixture]
internal sealed class TextTests
{
    [TestCase(AuditOutcome.NotSent, "not_sent")]
    [TestCase(AuditOutcome.Success, "success")]
    public void EnumText_Member_IsSnakeCaseAndBack(AuditOutcome value, string text)
    {
        EnumText<AuditOutcome>.Of(value).ShouldBe(text);
        EnumText<AuditOutcome>.Parse(text).ShouldBe(value);
    }

    [TestCase("Acme", "%acme%")]
    [TestCase("100%_\\", "%100\\%\\_\\\\%")]
    public void TenantSearch_Pattern_EscapesWildcards(string search, string pattern) => TenantSearch.PatternOf(search).ShouldBe(pattern);

    [Test]
    public void ToolPolicy_ConvertedThereAndBack_IsTheSame()
    {
        var converter = new ToolPolicyConverter();
        var policy = new ToolPolicy(["hubspot_*"], ["*delete*", "ü\""]);

        converter.ConvertFromProvider(converter.ConvertToProvider(policy)).ShouldBe(policy);
        converter.ConvertFromProvider(converter.ConvertToProvider(new ToolPolicy([], []))).ShouldBeSameAs(ToolPolicy.Everything);
    }
}
