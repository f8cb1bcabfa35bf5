using System.Globalization;
using McpService.Common.Databases;
using McpService.Common.Kills;
using McpService.LoadTests.Proof.Stage;
using Microsoft.Data.Sqlite;

namespace McpService.LoadTests.Proof.Rows;

/// <summary>kill -9 during calls, on both databases by turns: the trail has every call the upstream saw, usage agrees, and the chain holds.</summary>
internal sealed class KilledCallsRow : IProofRow
{
    private const long Whole = 1_000;
    private const int Rounds = 4;

    public string Name => "kills";

    public string What => "kill -9 during calls: calls the upstream saw that the trail does not have, and chains that are broken";

    public string Goal => "0";

    public int Share => 10;

    public async Task<ProofFigure> RunAsync(ProofStage stage, ProofTime time)
    {
        var (rounds, seen, lost, broken) = (0L, 0L, 0L, 0);
        for (var isSqlite = false; rounds == 0 || time.GoesOn(rounds, Whole); isSqlite = !isSqlite)
        {
            var result = isSqlite ? await OnSqliteAsync() : await OnPostgresAsync(stage);
            rounds += Rounds;
            seen += result.Seen;
            lost += Math.Max(0, result.Seen - result.Told);
            if (!result.Holds) broken++;
        }

        return new ProofFigure($"{lost} of {seen:N0} calls, {broken} chains; {rounds} kills", lost == 0 && broken == 0 && seen > 0);
    }

    private static async Task<KillResult> OnPostgresAsync(ProofStage stage)
    {
        var database = await stage.NewDatabaseAsync();
        return await new KillRounds(database.Url, sql => ProofStage.ExecuteAsync(database.ConnectionString, sql)).RunAsync(Rounds);
    }

    private static async Task<KillResult> OnSqliteAsync()
    {
        using var database = new SqliteDatabase();
        return await new KillRounds(database.Url, sql => ExecuteAsync(database.ConnectionString, sql)).RunAsync(Rounds);
    }

    private static async Task<long> ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new SqliteConnection(connectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return sql.StartsWith("SELECT", StringComparison.Ordinal) ? Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture) : await command.ExecuteNonQueryAsync();
    }
}
