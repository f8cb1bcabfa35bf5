using McpService.Common.Prerequisites;
using McpService.Common.Processes;
using McpService.Common.Waiting;
using Npgsql;

namespace McpService.Common.Databases;

/// <summary>A real PgBouncer in transaction mode before a <see cref="PostgresServer"/>.</summary>
public sealed class PgBouncer : IAsyncDisposable
{
    private static readonly string? Program = new[] { "/usr/sbin/pgbouncer", "/usr/bin/pgbouncer" }.FirstOrDefault(File.Exists);

    private readonly string _folder;
    private readonly ChildProcess _process;
    private readonly int _port;

    private PgBouncer(string folder, ChildProcess process, int port) => (_folder, _process, _port) = (folder, process, port);

    public static async Task<PgBouncer> StartAsync(PostgresDatabase behind, CancellationToken cancellationToken = default)
    {
        Prerequisite.Require(Program is not null && OrdinaryUser.CanRun, $"PgBouncer (Debian: package pgbouncer). {OrdinaryUser.MissingReason}");
        var port = FreePort.Next();
        var folder = Directory.CreateTempSubdirectory("mcpservice-pgbouncer-").FullName;
        var server = new NpgsqlConnectionStringBuilder(behind.ConnectionString);
        await File.WriteAllTextAsync(Path.Combine(folder, "users.txt"), $"\"{server.Username}\" \"{server.Password}\"\n", cancellationToken);
        await File.WriteAllTextAsync(
            Path.Combine(folder, "pgbouncer.ini"),
            $"""
             [databases]
             * = host=127.0.0.1 port={server.Port}
             [pgbouncer]
             listen_addr = 127.0.0.1
             listen_port = {port}
             unix_socket_dir =
             auth_type = scram-sha-256
             auth_file = {folder}/users.txt
             pool_mode = transaction
             default_pool_size = 10
             max_client_conn = 100
             """,
            cancellationToken);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101); // It runs as another user where this one is root.
        var process = await ChildProcess.StartAsync(OrdinaryUser.RunAs, [Program!, "-q", Path.Combine(folder, "pgbouncer.ini")], cancellationToken: cancellationToken);
        var bouncer = new PgBouncer(folder, process, port);
        await Eventually.TrueAsync(token => bouncer.AcceptsAsync(bouncer.ConnectionStringOf(behind), token), "PgBouncer's start");
        return bouncer;
    }

    /// <summary>The same database, through it.</summary>
    public string UrlOf(PostgresDatabase database) => new UriBuilder(database.Url) { Port = _port, Query = "pgbouncer=true" }.Uri.AbsoluteUri;

    /// <summary>As its clients connect that are no service.</summary>
    public string ConnectionStringOf(PostgresDatabase database) => new NpgsqlConnectionStringBuilder(database.ConnectionString) { Port = _port, Pooling = false }.ConnectionString;

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<bool> AcceptsAsync(string connectionString, CancellationToken cancellationToken)
    {
        if (_process.HasExited) throw new InvalidOperationException($"PgBouncer ended: {_process.Output}");
        try
        {
            await using var connection = new NpgsqlConnection(connectionString);
            await connection.OpenAsync(cancellationToken);
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }
}
