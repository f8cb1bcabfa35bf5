using McpService.Domain.Secrets;
using McpService.Domain.Tenants;
using McpService.Infrastructure.Security.ApiKeys;
using McpService.Infrastructure.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using NUnit.Framework;
using Shouldly;

namespace McpService.UnitTests.Security;

public sealed class AdminKeyTests
{
    private const string Key = "0f8fad5bd9cb469fa16570867728950e";

    [TestCase(Key, true)]
    [TestCase("0f8fad5bd9cb469fa16570867728950f", false)]
    [TestCase("0f8fad5bd9cb469fa16570867728950", false)]
    [TestCase(Key + "0", false)]
    [TestCase("", false)]
    public void Matches_OnlyTheKeyItself(string candidate, bool expected) =>
        new AdminKey(Options.Create(new AdminOptions { ApiKey = new Secret(Key) })).Matches(new Secret(candidate)).ShouldBe(expected);

    [TestCase(null, "is required")]
    [TestCase(AdminOptions.SampleKey, "must not be the sample key")]
    [TestCase("0123456789012345678901234567890", "must have at least 32 characters")]
    public void Faults_BadInProduction_SaysWhyWithoutTheValue(string? value, string reason)
    {
        var options = new AdminOptions { ApiKey = value is null ? null : new Secret(value) };

        var fault = options.Faults(isDevelopment: false).ShouldHaveSingleItem();

        fault.ShouldStartWith($"ADMIN_API_KEY {reason}");
        if (value is not null) fault.ShouldNotContain(value);
        options.Faults(isDevelopment: true).ShouldBeEmpty();
    }

    [Test]
    public void Faults_LongKeyInProduction_None() => new AdminOptions { ApiKey = new Secret(Key) }.Faults(isDevelopment: false).ShouldBeEmpty();

    [Test]
    public void Fill_UnsetInDevelopment_IsTheSampleKey()
    {
        var options = new AdminOptions();

        SettingsReader.Fill(options, new ConfigurationBuilder().Build(), isDevelopment: true);

        options.ApiKey.ShouldNotBeNull().Reveal().ShouldBe(AdminOptions.SampleKey);
        AdminOptions.SampleKey.Length.ShouldBeGreaterThanOrEqualTo(AdminOptions.MinLength);
    }
}
