using System.Security.Cryptography;
using McpService.Application.Tenants;

namespace McpService.Infrastructure.Security.Encryption;

/// <summary>
/// Seals everything stored anew under the first key of <c>ENCRYPTION_KEY</c>, one row at a time: while it runs, and wherever it is
/// killed, each row opens under the old key or the new one. Rows that are done are passed over, so that it can be run again at any time,
/// beside replicas and beside another of its kind.
/// </summary>
public sealed class Rekeying
{
    // What others change meanwhile is looked at again; on a service in use that is a row or two.
    private const int MaxPasses = 5;

    private readonly SecretBox _box;
    private readonly IEnumerable<ISealedTable> _tables;

    internal Rekeying(SecretBox box, IEnumerable<ISealedTable> tables) => (_box, _tables) = (box, tables);

    /// <summary>Id of the key that everything is sealed under afterwards.</summary>
    public string KeyId => _box.KeyId;

    /// <summary>Goes through all tables; <paramref name="report"/> hears of each when it is done.</summary>
    /// <returns>True when every row is sealed under the first key.</returns>
    public async Task<bool> RunAsync(Action<RekeyedTable> report, CancellationToken cancellationToken)
    {
        var done = true;
        foreach (var table in _tables)
        {
            var result = await RunAsync(table, cancellationToken);
            report(result);
            done &= result.IsDone;
        }

        return done;
    }

    private async Task<RekeyedTable> RunAsync(ISealedTable table, CancellationToken cancellationToken)
    {
        var resealed = 0;
        for (var pass = 1; ; pass++)
        {
            var (found, faults) = (new RekeyedTable(table.Name, 0, 0, 0, []), new List<string>());
            await foreach (var row in table.ReadAsync(cancellationToken))
            {
                found = await ResealAsync(table, row, faults, cancellationToken) switch
                {
                    Fate.Resealed => found with { Resealed = found.Resealed + 1 },
                    Fate.Changed => found with { Changed = found.Changed + 1 },
                    Fate.Kept => found with { Kept = found.Kept + 1 },
                    _ => found,
                };
            }

            resealed += found.Resealed;
            if (found.Changed > 0 && pass < MaxPasses) continue;
            if (resealed > 0) await table.FinishAsync(cancellationToken);
            return found with { Resealed = resealed, Kept = found.Kept + found.Resealed - resealed, Faults = faults };
        }
    }

    private async Task<Fate> ResealAsync(ISealedTable table, SealedRow row, List<string> faults, CancellationToken cancellationToken)
    {
        try
        {
            if (!_box.NeedsReseal(row.Blob, row.Revision)) return Fate.Kept;

            var plaintext = _box.Open(row.Blob, row.Subject, row.Field, row.Revision);
            var blob = _box.Seal(plaintext, row.Subject, row.Field, row.Revision);
            CryptographicOperations.ZeroMemory(plaintext);
            return await table.ReplaceAsync(row, blob, cancellationToken) ? Fate.Resealed : Fate.Changed;
        }
        catch (SecretBoxException fault)
        {
            faults.Add($"{row.Id}: {fault.Message}");
            return Fate.Faulty;
        }
    }

    private enum Fate
    {
        Kept,
        Resealed,
        Changed,
        Faulty,
    }
}

/// <summary>What became of a table.</summary>
/// <param name="Name">The table.</param>
/// <param name="Resealed">Rows sealed anew by this run.</param>
/// <param name="Kept">Rows that were sealed under the first key already.</param>
/// <param name="Changed">Rows that others kept changing, so that they were left.</param>
/// <param name="Faults">Rows that do not open: id and reason. They were left as they are.</param>
public sealed record RekeyedTable(string Name, int Resealed, int Kept, int Changed, IReadOnlyList<string> Faults)
{
    public bool IsDone => Changed == 0 && Faults.Count == 0;
}
