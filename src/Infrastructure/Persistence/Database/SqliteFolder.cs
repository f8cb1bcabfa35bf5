namespace McpService.Infrastructure.Persistence.Database;

/// <summary>The folder that a SQLite file is in: ours alone, and written to by SQLite itself beside the file.</summary>
internal static class SqliteFolder
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const int ReadOnlyFileSystem = 30; // EROFS

    /// <summary>Beside the file: held by the process that prepares the database.</summary>
    public static string LockOf(string path) => path + ".lock";

    public static void Create(string path)
    {
        var folder = Path.GetDirectoryName(path)!;
        if (Directory.Exists(folder)) return;
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, OwnerOnly);
    }

    /// <summary>Null where this user may write there.</summary>
    /// <remarks>The database itself is not opened: to close a file ends the locks that this process has on it.</remarks>
    public static string? WhyNotWritable(string path)
    {
        try
        {
            Create(path);
            new FileStream(LockOf(path), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, 1).Dispose();
            return null;
        }
        catch (Exception failure) when (failure is UnauthorizedAccessException or IOException { HResult: ReadOnlyFileSystem })
        {
            return $"{Path.GetDirectoryName(path)} cannot be written by this user: change its owner or its mode, or name another place or PostgreSQL in DATABASE_URL.";
        }
        catch (IOException)
        {
            // Something else, or somebody else's lock: whoever opens the database says what.
            return null;
        }
    }
}
