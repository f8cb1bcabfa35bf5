using McpService.Infrastructure.Persistence.Database;

namespace McpService.Infrastructure.Persistence.Start;

/// <summary>
/// Ids of the migrations, oldest first: whoever adds one adds a line for each database, and <c>SchemaTests</c> says so. To look for them among the types of the assembly would load all of those, and EF Core with them, at each start.
/// </summary>
internal static class KnownMigrations
{
    private static readonly string[] Postgres =
    [
        "20261122194927_Initial",
        "20261126141502_SeveralIntegrations",
        "20261126153000_WriteProbe",
        "20261126154500_Trail",
        "20261126160000_IdempotencyRecords",
        "20261126193000_SharedLimits",
        "20261126194205_CountedSuspensions",
        "20261126194500_ParkedCalls",
        "20261126194500_UpstreamEras",
        "20261126195500_BridgedSessions",
        "20261126200000_CallRecords",
        "20261126201000_KeptVerification",
    ];

    private static readonly string[] Sqlite =
    [
        "20261122194944_Initial",
        "20261126141509_SeveralIntegrations",
        "20261126153000_WriteProbe",
        "20261126154510_Trail",
        "20261126160000_IdempotencyRecords",
        "20261126193000_SharedLimits",
        "20261126194217_CountedSuspensions",
        "20261126194500_ParkedCalls",
        "20261126194500_UpstreamEras",
        "20261126195500_BridgedSessions",
        "20261126200000_CallRecords",
        "20261126201000_KeptVerification",
    ];

    /// <summary>Those of the database.</summary>
    public static IReadOnlyList<string> Of(DatabaseProvider database) => database is PostgresProvider ? Postgres : Sqlite;
}
