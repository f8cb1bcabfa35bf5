using McpService.Application.Errors;
using McpService.Application.Tenants;
using McpService.Infrastructure.Persistence.Database;

namespace McpService.Infrastructure.Persistence.Tenants;

/// <summary>
/// Reads tenants for the directory: one query at a time, for all keys that are asked for meanwhile. However many calls miss
/// the cache, and whoever makes up keys, the database sees one connection with one query of bounded size.
/// </summary>
internal sealed class TenantLoader(TenantReader tenants, DatabaseGate gate, TenantCache cache, TimeProvider time)
    : IDisposable
{
    private const int MaxKeys = 500;

    private readonly Lock _joining = new();
    private readonly SemaphoreSlim _turn = new(1);
    private Batch? _open;

    /// <exception cref="UnavailableException">The database is away.</exception>
    public async Task<TenantSnapshot?> LoadAsync(string keyId, CancellationToken cancellationToken)
    {
        // One key that PostgreSQL cannot take would fail everybody's query.
        if (!keyId.All(char.IsAsciiLetterOrDigit)) return null;

        var batch = Join(keyId, out var leads);
        if (leads) await LeadAsync(batch);
        return (await batch.Found.Task.WaitAsync(cancellationToken)).GetValueOrDefault(keyId);
    }

    /// <summary>Past the cache, which knows tenants by their keys.</summary>
    /// <exception cref="UnavailableException">The database is away.</exception>
    public Task<TenantSnapshot?> LoadByTenantIdAsync(string tenantId, CancellationToken cancellationToken) => gate.RunAsync(ct => tenants.FindAsync(tenantId, ct), cancellationToken);

    public void Dispose() => _turn.Dispose();

    /// <summary>A call joins a query that has not begun, never one under way: what it gets was read after it asked.</summary>
    private Batch Join(string keyId, out bool leads)
    {
        lock (_joining)
        {
            leads = _open is null || _open.KeyIds.Count >= MaxKeys;
            if (leads) _open = new Batch();
            _open!.KeyIds.Add(keyId);
            return _open;
        }
    }

    /// <summary>The first call of a batch runs it for all, to the end also when its own client leaves.</summary>
    private async Task LeadAsync(Batch batch)
    {
        try
        {
            batch.Found.SetResult(await gate.RunAsync(ct => QueryAsync(batch, ct), CancellationToken.None));
        }
        catch (Exception failure)
        {
            Close(batch);
            batch.Found.SetException(failure);
        }
    }

    private async Task<Dictionary<string, TenantSnapshot>> QueryAsync(Batch batch, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            Close(batch);
            var (changes, began) = (cache.Changes, time.GetTimestamp());
            var found = await tenants.ReadAsync([.. batch.KeyIds], cancellationToken);
            cache.Store(batch.KeyIds, found, changes, began, TenantDirectory.ExpiryOf(began, time));
            return found;
        }
        finally
        {
            _turn.Release();
        }
    }

    private void Close(Batch batch)
    {
        lock (_joining)
        {
            if (_open == batch) _open = null;
        }
    }

    private sealed class Batch
    {
        public HashSet<string> KeyIds { get; } = [];

        public TaskCompletionSource<Dictionary<string, TenantSnapshot>> Found { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
