using System.Runtime.CompilerServices;
using McpService.Infrastructure.Persistence.Database;
using McpService.Infrastructure.Security.Encryption;

namespace McpService.Infrastructure.Persistence.Idempotency;

/// <summary>The table of answers, as replacing the encryption key needs it.</summary>
internal sealed class SealedAnswers(DatabaseProvider database) : ISealedTable
{
    private const int PageSize = 50; // a result may have a quarter of a megabyte

    public string Name => "idempotency records";

    public async IAsyncEnumerable<SealedRow> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (scope, digest) = ("", "");
        while (true)
        {
            var page = await PageAsync(scope, digest, cancellationToken);
            foreach (var row in page) yield return row;
            if (page.Count < PageSize) yield break;
            (scope, digest) = (page[^1].Subject, page[^1].Field);
        }
    }

    public async Task<bool> ReplaceAsync(SealedRow row, string blob, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var command = connection.Statement(
            "UPDATE idempotency_records SET blob = @blob WHERE scope = @scope AND digest = @digest AND blob = @old",
            ("@blob", blob),
            ("@scope", row.Subject),
            ("@digest", row.Field),
            ("@old", row.Blob));
        return await command.ExecuteNonQueryAsync(cancellationToken) > 0;
    }

    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await database.EraseTracesAsync(connection, cancellationToken);
    }

    private async Task<List<SealedRow>> PageAsync(string scope, string digest, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var command = connection.Statement(
            $"SELECT scope, digest, blob FROM idempotency_records WHERE (scope, digest) > (@scope, @digest) AND blob IS NOT NULL ORDER BY scope, digest LIMIT {PageSize}",
            ("@scope", scope),
            ("@digest", digest));
        return await command.ReadAllAsync(row => new SealedRow($"{row.GetString(0)}|{row.GetString(1)}", row.GetString(0), row.GetString(1), row.GetString(2)), cancellationToken);
    }
}
