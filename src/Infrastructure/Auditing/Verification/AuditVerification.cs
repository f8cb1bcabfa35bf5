using System.Globalization;
using McpService.Infrastructure.Auditing.Chain;
using McpService.Infrastructure.Persistence.Database;
using McpService.Infrastructure.Security.ServiceKeys;

namespace McpService.Infrastructure.Auditing.Verification;

/// <summary>
/// Looks through the whole trail as it was at one moment, beside whoever writes: each chain in its order, then each entry in its order. Rows are
/// looked at one by one only where a batch does not fit.
/// </summary>
public sealed class AuditVerification
{
    private readonly DatabaseProvider _database;
    private readonly ServiceKeyRing _keys;

    internal AuditVerification(DatabaseProvider database, ServiceKeyRing keys) => (_database, _keys) = (database, keys);

    /// <param name="from">Looks at batches from then on; null for all.</param>
    /// <param name="heads">Heads that were kept elsewhere, as the log gives them: <c>writer:sequence:mac</c>.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<VerifiedTrail> RunAsync(DateTimeOffset? from, IReadOnlyList<string> heads, CancellationToken cancellationToken)
    {
        await using var connection = await _database.OpenAsync(cancellationToken);
        await using var snapshot = await _database.BeginSnapshotAsync(connection, cancellationToken);
        return await new TrailLook(snapshot, new KeyTable(_keys), _database, from).RunAsync([.. heads.Select(ParseHead)], cancellationToken);
    }

    /// <summary>True for a head as the log gives it.</summary>
    public static bool IsHead(string text) =>
        text.Split(':') is [var writer, var sequence, var mac]
        && long.TryParse(writer, NumberStyles.None, CultureInfo.InvariantCulture, out _)
        && long.TryParse(sequence, NumberStyles.None, CultureInfo.InvariantCulture, out _)
        && mac.Length == 2 * ChainMac.Length && mac.All(char.IsAsciiHexDigit);

    private static TrailHead ParseHead(string text)
    {
        var parts = text.Split(':');
        return new TrailHead(long.Parse(parts[0], CultureInfo.InvariantCulture), long.Parse(parts[1], CultureInfo.InvariantCulture), Convert.FromHexString(parts[2]));
    }
}
