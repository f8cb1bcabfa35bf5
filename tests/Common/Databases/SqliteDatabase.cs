using System.Security.Cryptography;
using Microsoft.Data.Sqlite;

namespace McpService.Common.Databases;

/// <summary>The place for a SQLite database of one test; deleted with what SQLite puts beside it.</summary>
public sealed class SqliteDatabase : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateDirectory(
        System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"mcpservice-sqlite-{RandomNumberGenerator.GetHexString(12, lowercase: true)}"));

    public string Path => System.IO.Path.Combine(_folder.FullName, "test.db");

    /// <summary><c>sqlite:////absolute/path</c>: with three slashes a path is relative.</summary>
    public string Url => $"sqlite:///{Path}";

    public string ConnectionString => $"Data Source={Path}";

    public void Dispose()
    {
        using (var connection = new SqliteConnection(ConnectionString)) SqliteConnection.ClearPool(connection);
        _folder.Delete(recursive: true);
    }
}
