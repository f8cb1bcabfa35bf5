using System.Text;
using McpService.Infrastructure.Persistence.Database;

namespace McpService.Infrastructure.Persistence.Start;

/// <summary>
/// What the migrations come to for a database without tables, as EF Core's tool writes it down (CONTRIBUTING, "A new migration"): <c>SchemaTests</c> compares the text with EF Core's
/// answer for the migrations as they are.
/// </summary>
internal static class NewDatabase
{
    public static async Task<string> StatementsAsync(DatabaseProvider database, CancellationToken cancellationToken)
    {
        var name = database is PostgresProvider ? "Postgres.sql" : "Sqlite.sql";
        await using var text = typeof(NewDatabase).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"The assembly lacks {name}.");
        using var reader = new StreamReader(text, Encoding.UTF8);
        return await reader.ReadToEndAsync(cancellationToken);
    }
}
