using NUnit.Framework;

namespace McpService.Common.Prerequisites;

/// <summary>
/// Some tests need a program of the machine. Where it is missing they are skipped with the reason; in CI (environment variable
/// <c>CI</c> set) that is a failure, so that a build server cannot quietly test less.
/// </summary>
public static class Prerequisite
{
    public static void Require(bool met, string reason)
    {
        if (met) return;
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable("CI"))) Assert.Ignore(reason);
        else Assert.Fail(reason);
    }
}
