using System.Globalization;
using McpService.Common.Processes;

namespace McpService.Common.Databases;

/// <summary>Where PostgreSQL's programs are, and as whom they run: the server refuses to run as root.</summary>
internal static class PostgresPrograms
{
    private const string Debian = "/usr/lib/postgresql";

    /// <summary>The folder of the newest version; null when there is none.</summary>
    public static string? Folder { get; } = DebianFolders().Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(':'))
        .FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")));

    public static bool CanRun => Folder is not null && OrdinaryUser.CanRun;

    /// <summary>Goes before each command.</summary>
    public static IReadOnlyList<string> RunAs => OrdinaryUser.RunAs;

    public static string Find(string program) => Path.Combine(Folder!, program);

    private static IEnumerable<string> DebianFolders() => !Directory.Exists(Debian) ? [] : Directory.GetDirectories(Debian)
        .OrderByDescending(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var version) ? version : 0)
        .Select(folder => Path.Combine(folder, "bin"));
}
