using FsCheck;
using FsCheck.Fluent;
using McpService.Domain.Tenants;
using FsCheckProperty = FsCheck.NUnit.PropertyAttribute;

namespace McpService.UnitTests.Tenants;

public sealed class IntegrationsTests
{
    [TestCase("hubspot", "hubspot_find", ToolVerdict.Allowed)]
    [TestCase("hubspot", "gmail_send", ToolVerdict.Refused)]
    [TestCase("hubspot", "hubspot", ToolVerdict.Refused)]
    [TestCase("hubspot", "hubspot_", ToolVerdict.Refused)]
    [TestCase("hubspot", "hubspot-find", ToolVerdict.Refused)]
    [TestCase("hubspot", "hubspots_find", ToolVerdict.Refused)]
    [TestCase("hubspot", "HUBSPOT_find", ToolVerdict.Refused)]
    [TestCase("hubspot", "hubspot\u200d_find", ToolVerdict.Refused)]
    [TestCase("hubspot", "act", ToolVerdict.Refused)]
    [TestCase("hubspot", "", ToolVerdict.Refused)]
    [TestCase("hubspot", "_find", ToolVerdict.Refused)]
    [TestCase("gmail", "gmail_send_email", ToolVerdict.IfListed)]
    [TestCase("crm", "crm_pro_list", ToolVerdict.IfListed)]
    [TestCase("crm_pro", "crm_pro_list", ToolVerdict.Allowed)]
    [TestCase("crm_pro", "crm_list", ToolVerdict.Refused)]
    [TestCase("crm,crm_pro", "crm_pro_list", ToolVerdict.Allowed)]
    [TestCase("hubspot,gmail", "gmail_send", ToolVerdict.Allowed)]
    [TestCase("*", "act", ToolVerdict.Allowed)]
    public void Judge_Tool_BelongsToThePartBeforeTheUnderscore(string keys, string tool, ToolVerdict expected) =>
        Integrations.Parse(keys).Judge(tool).ShouldBe(expected);

    [TestCase("hubspot, gmail ,hubspot,", "hubspot,gmail")]
    [TestCase("*", "*")]
    public void Parse_Keys_EachOnceInTheirOrder(string text, string expected) => Integrations.Parse(text).ToString().ShouldBe(expected);

    [TestCase(null)]
    [TestCase("")]
    [TestCase(",")]
    [TestCase("*,hubspot")]
    [TestCase("**")]
    [TestCase("hub spot")]
    [TestCase("hubspot&mode=dynamic")]
    [TestCase("hübspot")]
    public void Parse_WhatCannotBeRead_GivesNoTool(string? text)
    {
        var integrations = Integrations.Parse(text);
        integrations.ShouldBe(Integrations.None);
        integrations.Judge("hubspot_find").ShouldBe(ToolVerdict.Refused);
    }

    [Test]
    public void Parse_TooMuch_GivesNoTool()
    {
        Integrations.Parse(new string('a', Integrations.MaxKeyLength + 1)).ShouldBe(Integrations.None);
        Integrations.Parse(string.Join(',', Enumerable.Range(0, Integrations.MaxKeys + 1))).ShouldBe(Integrations.None);
        Integrations.Parse(new string('a', 64) + new string(',', Integrations.MaxLength)).ShouldBe(Integrations.None);
    }

    [TestCase("hubspot,gmail", "gmail", "gmail")]
    [TestCase("hubspot,gmail", "gmail,notion", "")]
    [TestCase("hubspot,gmail", "*", "")]
    [TestCase("*", "notion", "notion")]
    [TestCase("*", "*", "*")]
    [TestCase("*", "not a key", "")]
    public void Narrow_GivesAtMostWhatThereIs(string own, string asked, string expected) => Integrations.Parse(own).Narrow(asked).ToString().ShouldBe(expected);

    /// <summary>Whatever a name is, one that does not begin with a key and its underscore is not the tenant's.</summary>
    [FsCheckProperty(MaxTest = 500)]
    public Property Judge_AnyName_IsOwnedOnlyByItsPrefix() => Prop.ForAll<string?>(name =>
        Integrations.Parse("hubspot,crm_pro").Judge(name ?? "") == ToolVerdict.Refused
        || name!.StartsWith("hubspot_", StringComparison.Ordinal) || name.StartsWith("crm_pro_", StringComparison.Ordinal));
}
