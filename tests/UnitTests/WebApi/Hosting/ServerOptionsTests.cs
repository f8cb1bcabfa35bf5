using McpService.Infrastructure.Settings;
using McpService.WebApi.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace McpService.UnitTests.WebApi.Hosting;

internal sealed class ServerOptionsTests
{
    [Test]
    public void Fill_NothingSet_ListensEverywhereInProductionAndLocallyInDevelopment()
    {
        Fill(isDevelopment: false).Host.ShouldBe("*");
        Fill(isDevelopment: true).Host.ShouldBe("localhost");
        Fill(isDevelopment: false).Port.ShouldBe(3000);
        Fill(isDevelopment: false).TrustProxy.ShouldBe(0);
        Fill(isDevelopment: false).TenantAuth.ShouldBe(TenantAuth.Any);
    }

    [TestCase("PORT", "0")]
    [TestCase("HOST", "::1")]
    [TestCase("PUBLIC_URL", "https://mcp.example.com/base")]
    [TestCase("ALLOWED_ORIGINS", "https://a.example, http://localhost:5173")]
    [TestCase("ALLOWED_ORIGINS", "chrome-extension://abcdefghijklmnopabcdefghijklmnop")]
    [TestCase("ALLOWED_ORIGINS", "app://obsidian.md, vscode-webview://0a1b2c")]
    [TestCase("TENANT_AUTH", "both")]
    [TestCase("TRUST_PROXY", "10")]
    public void Fill_GoodValue_Passes(string name, string value) => Should.NotThrow(() => Fill(isDevelopment: false, (name, value)));

    [TestCase("PORT", "65536")]
    [TestCase("PORT", "-1")]
    [TestCase("PORT", "http")]
    [TestCase("HOST", "example.com")]
    [TestCase("TRUST_PROXY", "11")]
    [TestCase("TRUST_PROXY", "true")]
    [TestCase("PUBLIC_URL", "ftp://example.com")]
    [TestCase("PUBLIC_URL", "https://user:s3cret@example.com")]
    [TestCase("PUBLIC_URL", "https://example.com/?s3cret=1")]
    [TestCase("ALLOWED_ORIGINS", "https://a.example/path")]
    [TestCase("ALLOWED_ORIGINS", "*")]
    [TestCase("ALLOWED_ORIGINS", "null")]
    [TestCase("ALLOWED_ORIGINS", "file://")]
    [TestCase("ALLOWED_ORIGINS", "chrome-extension://*")]
    [TestCase("ALLOWED_ORIGINS", "app://a/b")]
    [TestCase("TENANT_AUTH", "2")]
    public void Fill_BadValue_NamesTheSettingAndNotTheValue(string name, string value)
    {
        var fault = Should.Throw<OptionsValidationException>(() => Fill(isDevelopment: false, (name, value))).Failures.ShouldHaveSingleItem();
        fault.ShouldStartWith($"{name} must ");
        fault.ShouldNotContain("s3cret");
    }

    private static ServerOptions Fill(bool isDevelopment, params (string Name, string Value)[] settings)
    {
        var options = new ServerOptions();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(s => s.Name, string? (s) => s.Value)).Build();
        SettingsReader.Fill(options, configuration, isDevelopment);
        return options;
    }
}
