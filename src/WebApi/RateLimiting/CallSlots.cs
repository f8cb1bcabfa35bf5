using System.Runtime.InteropServices;
using McpService.Application.Calls;
using McpService.Application.Errors;
using McpService.Application.Limits;
using McpService.Application.Tenants;
using Microsoft.Extensions.Options;

namespace McpService.WebApi.RateLimiting;

/// <summary>Calls under way by tenant. Knows only tenants that have one, or lately had: an idle tenant costs nothing.</summary>
internal sealed class CallSlots(IOptions<RateLimitOptions> options, TenantShares shares) : ICallSlots
{
    private readonly Dictionary<(Guid Tenant, bool IsReading), Use> _underWay = [];
    private readonly Lock _lock = new();

    /// <summary>Calls under way, over all tenants.</summary>
    public int Count
    {
        get
        {
            lock (_lock) return _underWay.Values.Sum(use => use.Count);
        }
    }

    public IDisposable Take(TenantSnapshot tenant)
    {
        var limit = tenant.Limits.Concurrency ?? options.Value.Concurrency;
        return Take((tenant.Id, false), shares.Of(tenant.Id).OfCalls(limit), limit);
    }

    public IDisposable TakeReading(TenantSnapshot tenant)
    {
        var limit = tenant.Limits.Concurrency ?? options.Value.Concurrency;
        return Take((tenant.Id, true), limit, limit);
    }

    /// <summary>How many calls at once each tenant wanted since this was last asked.</summary>
    public IReadOnlyDictionary<Guid, int> TakeWanted()
    {
        var wanted = new Dictionary<Guid, int>();
        lock (_lock)
        {
            foreach (var (key, use) in _underWay.Where(u => !u.Key.IsReading).ToList())
            {
                if (use.Wanted > 0) wanted[key.Tenant] = use.Wanted;
                if (use.Count == 0) _underWay.Remove(key);
                else _underWay[key] = new Use(use.Count, use.Count);
            }
        }

        return wanted;
    }

    private Slot Take((Guid Tenant, bool IsReading) key, int share, int limit)
    {
        lock (_lock)
        {
            var use = _underWay.GetValueOrDefault(key);
            var isGranted = use.Count < share;
            var count = isGranted ? use.Count + 1 : use.Count;

            // One that is refused is wanted as well, up to what the tenant may have in all.
            if (isGranted || shares.IsReported) _underWay[key] = new Use(count, Math.Min(limit, isGranted ? Math.Max(use.Wanted, count) : Math.Max(use.Wanted, count) + 1));
            if (!isGranted) throw new TooManyCallsException();
        }

        return new Slot(this, key);
    }

    private void GiveBack((Guid Tenant, bool IsReading) key)
    {
        lock (_lock)
        {
            var use = _underWay[key];
            if (use.Count == 1 && (key.IsReading || !shares.IsReported)) _underWay.Remove(key);
            else _underWay[key] = use with { Count = use.Count - 1 };
        }
    }

    /// <param name="Count">Under way.</param>
    /// <param name="Wanted">At once, since somebody last asked.</param>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Use(int Count, int Wanted);

    private sealed class Slot(CallSlots owner, (Guid Tenant, bool IsReading) key) : IDisposable
    {
        private int _given;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _given, 1) == 0) owner.GiveBack(key);
        }
    }
}
