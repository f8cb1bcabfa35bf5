namespace McpService.Common.Processes;

/// <summary>As whom to run what must not be root, or must be refused what root may do: who runs the tests, unless that is root.</summary>
public static class OrdinaryUser
{
    public const string Name = "postgres"; // Debian's package makes it.

    public const string MissingReason = "As root the tests need the user postgres and setpriv.";

    public static bool CanRun => !IsRoot || (Exists && File.Exists("/usr/bin/setpriv"));

    /// <summary>Goes before each command.</summary>
    public static IReadOnlyList<string> RunAs => IsRoot ? ["/usr/bin/setpriv", $"--reuid={Name}", $"--regid={Name}", "--init-groups", "--"] : [];

    public static bool IsRoot => string.Equals(Environment.UserName, "root", StringComparison.Ordinal);

    private static bool Exists => File.ReadLines("/etc/passwd").Any(line => line.StartsWith(Name + ":", StringComparison.Ordinal));
}
