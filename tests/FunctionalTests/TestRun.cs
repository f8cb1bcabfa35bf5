using McpService.Common.Databases;
using NUnit.Framework;

namespace McpService.FunctionalTests;

/// <summary>What all tests share ends with the last of them.</summary>
[SetUpFixture]
internal sealed class TestRun
{
    [OneTimeTearDown]
    public Task EndAsync() => PostgresServer.DisposeSharedAsync();
}
