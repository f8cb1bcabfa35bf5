using System.Security.Cryptography;
using McpService.Common.Prerequisites;
using McpService.Common.Processes;
using McpService.Common.Waiting;
using Npgsql;

namespace McpService.Common.Databases;

/// <summary>A real PostgreSQL on a loopback port, with its data in a temporary folder. It ends with the test run at the latest.</summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private const string User = "mcpservice";
    private const string Password = "test-password";

    private static readonly Lazy<Task<PostgresServer>> Shared = new(() => StartNewAsync());

    private readonly PostgresSettings _settings;
    private readonly string _data;
    private readonly int _port;
    private ChildProcess? _process;
    private int _databases;

    private PostgresServer(PostgresSettings settings, string data, int port) => (_settings, _data, _port) = (settings, data, port);

    public static bool IsInstalled => PostgresPrograms.CanRun;

    public static string MissingReason =>
        "PostgreSQL's initdb is needed (Debian: package postgresql), and as root also the user postgres and setpriv.";

    public int Port => _port;

    /// <summary>The one server of this test run, for tests that do not stop or freeze it. <see cref="DisposeSharedAsync"/> ends it.</summary>
    public static Task<PostgresServer> SharedAsync()
    {
        Prerequisite.Require(IsInstalled, MissingReason);
        return Shared.Value;
    }

    /// <summary>For the end of the test run; nothing to do when no test has asked for the server.</summary>
    public static async Task DisposeSharedAsync()
    {
        if (Shared.IsValueCreated) await (await Shared.Value).DisposeAsync();
    }

    /// <summary>A server of the test's own. Skips the test when it is not installed; see <see cref="Prerequisite"/>.</summary>
    public static async Task<PostgresServer> StartNewAsync(PostgresSettings? settings = null, CancellationToken cancellationToken = default)
    {
        Prerequisite.Require(IsInstalled, MissingReason);
        var data = Path.Combine(Path.GetTempPath(), $"mcpservice-postgres-{RandomNumberGenerator.GetHexString(12, lowercase: true)}");
        var server = new PostgresServer(settings ?? new PostgresSettings(), data, FreePort.Next());
        AppDomain.CurrentDomain.ProcessExit += server.OnProcessExit;
        try
        {
            await server.InitializeAsync(cancellationToken);
            await server.StartAsync(cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>A hot standby of this server: it answers, follows, and takes nothing that is written.</summary>
    public async Task<PostgresServer> StartStandbyAsync(CancellationToken cancellationToken = default)
    {
        var standby = new PostgresServer(_settings, _data + "-standby", FreePort.Next());
        AppDomain.CurrentDomain.ProcessExit += standby.OnProcessExit;
        try
        {
            await ChildProcess.RunAsync(
                [.. PostgresPrograms.RunAs, "env", $"PGPASSWORD={Password}"],
                [PostgresPrograms.Find("pg_basebackup"), "-D", standby._data, "-h", "127.0.0.1", "-p", $"{_port}", "-U", User, "-R", "-X", "stream", "-c", "fast", "--no-sync"],
                cancellationToken);
            await standby.StartAsync(cancellationToken);
            return standby;
        }
        catch
        {
            await standby.DisposeAsync();
            throw;
        }
    }

    /// <summary>A standby becomes a primary, and can be written from then on.</summary>
    public async Task PromoteAsync(CancellationToken cancellationToken = default)
    {
        await using var connection = new NpgsqlConnection(ConnectionString("postgres") + ";Pooling=false");
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand("SELECT pg_promote()", connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task<PostgresDatabase> CreateDatabaseAsync(CancellationToken cancellationToken = default)
    {
        var name = $"test_{Interlocked.Increment(ref _databases)}";
        await using var connection = new NpgsqlConnection(ConnectionString("postgres") + ";Pooling=false");
        await connection.OpenAsync(cancellationToken);
        foreach (var sql in StatementsFor(name))
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        return new PostgresDatabase(name, $"postgres://{User}:{Password}@127.0.0.1:{_port}/{name}", ConnectionString(name));
    }

    /// <summary>Returns when it accepts connections; the port stays the same.</summary>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        _process = await ChildProcess.StartAsync([.. _settings.Disk?.Enter ?? [], .. PostgresPrograms.RunAs],
        [
            PostgresPrograms.Find("postgres"), "-D", _data, "-p", $"{_port}",
            "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", $"max_connections={_settings.MaxConnections}",
            "-c", $"fsync={(_settings.Fsync ? "on" : "off")}",
        ], cancellationToken: cancellationToken);
        await Eventually.TrueAsync(AcceptsAsync, "PostgreSQL's start");
    }

    /// <summary>Ends it as an operator does: connections are closed, nothing is lost.</summary>
    public async Task StopAsync()
    {
        if (_process is not { } process) return;
        _process = null;
        process.Thaw();
        await process.InterruptAsync();
        await process.DisposeAsync();
    }

    /// <summary>Every process of it stops where it is: connections stay open, nobody answers.</summary>
    public void Freeze() => _process?.Freeze();

    /// <summary>One connection's server process stops where it is: the connection is half open. Ended by <see cref="Thaw(int)"/>.</summary>
    public static void Freeze(int backend) => Signals.Send(backend, Signals.Stop);

    public static void Thaw(int backend) => Signals.Send(backend, Signals.Continue);

    /// <summary>All of a database as SQL, as <c>pg_dump</c> writes it.</summary>
    public static async Task<byte[]> DumpAsync(PostgresDatabase database)
    {
        var file = Path.Combine(Path.GetTempPath(), $"mcpservice-dump-{RandomNumberGenerator.GetHexString(12, lowercase: true)}.sql");
        try
        {
            await ChildProcess.RunAsync(PostgresPrograms.RunAs, [PostgresPrograms.Find("pg_dump"), "--file", file, "--dbname", database.Url]);
            return await File.ReadAllBytesAsync(file);
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>Puts a dump into an empty database.</summary>
    public static async Task RestoreAsync(PostgresDatabase database, byte[] dump)
    {
        var file = Path.Combine(Path.GetTempPath(), $"mcpservice-dump-{RandomNumberGenerator.GetHexString(12, lowercase: true)}.sql");
        try
        {
            await File.WriteAllBytesAsync(file, dump);
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
            await ChildProcess.RunAsync(PostgresPrograms.RunAs, [PostgresPrograms.Find("psql"), "--quiet", "--set", "ON_ERROR_STOP=1", "--file", file, "--dbname", database.Url]);
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>Ends <see cref="Freeze()"/>.</summary>
    public void Thaw() => _process?.Thaw();

    public async ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnProcessExit;
        await StopAsync();
        DeleteData();
    }

    private IEnumerable<string> StatementsFor(string database)
    {
        if (_settings.Disk is not { } disk) return [$"CREATE DATABASE {database}"];
        return [$"CREATE TABLESPACE of_{database} LOCATION '{disk.Folder}'", $"CREATE DATABASE {database} TABLESPACE of_{database}"];
    }

    private string ConnectionString(string database) =>
        $"Host=127.0.0.1;Port={_port};Username={User};Password={Password};Database={database}";

    private async Task InitializeAsync(CancellationToken cancellationToken)
    {
        var password = _data + ".password";
        await File.WriteAllTextAsync(password, Password, cancellationToken);
        try
        {
            await ChildProcess.RunAsync(PostgresPrograms.RunAs,
            [
                PostgresPrograms.Find("initdb"), "-D", _data, "-U", User, "-A", "scram-sha-256", $"--pwfile={password}",
                "-E", "UTF8", "--locale=C", "--no-sync",
            ], cancellationToken);
        }
        finally
        {
            File.Delete(password);
        }
    }

    private async Task<bool> AcceptsAsync(CancellationToken cancellationToken)
    {
        if (_process is not { HasExited: false }) throw new InvalidOperationException($"PostgreSQL ended: {_process?.Output}");
        try
        {
            await using var connection = new NpgsqlConnection(ConnectionString("postgres") + ";Pooling=false");
            await connection.OpenAsync(cancellationToken);
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    /// <summary>For a server nobody disposed. If even this is not run, the guard still ends the processes.</summary>
    private void OnProcessExit(object? sender, EventArgs e)
    {
        _process?.KillNow();
        DeleteData();
    }

    private void DeleteData()
    {
        if (Directory.Exists(_data)) Directory.Delete(_data, recursive: true);
    }
}
