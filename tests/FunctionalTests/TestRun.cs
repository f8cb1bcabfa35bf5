using McpService.Common.Databases;
using McpService.Common.Gateway;
using NUnit.Framework;

namespace McpService.FunctionalTests;

/// <summary>What all tests share.</summary>
[SetUpFixture]
internal sealed class TestRun
{
    /// <summary>What the shell has set for a gateway of its own is not for those of the tests.</summary>
    [OneTimeSetUp]
    public void ForgetSettingsOfTheShell()
    {
        foreach (var name in SettingNames.All) Environment.SetEnvironmentVariable(name, null);
    }

    [OneTimeTearDown]
    public Task EndAsync() => PostgresServer.DisposeSharedAsync();
}
