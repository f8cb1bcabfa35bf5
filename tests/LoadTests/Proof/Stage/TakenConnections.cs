using Npgsql;

namespace McpService.LoadTests.Proof.Stage;

/// <summary>Takes every connection that a PostgreSQL has, those of others first.</summary>
internal sealed class TakenConnections(string connectionString) : IAsyncDisposable
{
    private const string Others = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'";

    private readonly List<NpgsqlConnection> _taken = [];

    public async Task TakeAsync()
    {
        await FillAsync();
        await using (var command = new NpgsqlCommand(Others + $" AND NOT pid = ANY ('{{{string.Join(',', _taken.Select(c => c.ProcessID))}}}')", _taken[0])) await command.ExecuteNonQueryAsync();
        await FillAsync();
    }

    public async Task GiveAsync()
    {
        foreach (var connection in _taken) await connection.DisposeAsync();
        _taken.Clear();
    }

    public async ValueTask DisposeAsync() => await GiveAsync();

    /// <remarks>Those that were ended are free a moment later.</remarks>
    private async Task FillAsync()
    {
        for (var refusals = 0; refusals < 20;)
        {
            var connection = new NpgsqlConnection($"{connectionString};Pooling=false");
            try
            {
                await connection.OpenAsync();
                _taken.Add(connection);
            }
            catch (NpgsqlException)
            {
                await connection.DisposeAsync();
                refusals++;
                await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
            }
        }
    }
}
