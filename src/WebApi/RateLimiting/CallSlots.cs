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
    private readonly Dictionary<Guid, Use> _calls = [];
    private readonly Dictionary<Guid, Use> _readings = [];
    private readonly Lock _lock = new();

    /// <summary>Calls under way, over all tenants.</summary>
    public int Count
    {
        get
        {
            lock (_lock) return _calls.Values.Sum(use => use.Count) + _readings.Values.Sum(use => use.Count);
        }
    }

    public IDisposable Take(TenantSnapshot tenant)
    {
        var limit = tenant.Limits.Concurrency ?? options.Value.Concurrency;
        return Take(_calls, tenant.Id, shares.Of(tenant.Id).OfCalls(limit), limit);
    }

    public IDisposable TakeReading(TenantSnapshot tenant)
    {
        var limit = tenant.Limits.Concurrency ?? options.Value.Concurrency;
        return Take(_readings, tenant.Id, limit, limit);
    }

    /// <summary>How many calls at once each tenant wanted since this was last asked.</summary>
    public IReadOnlyDictionary<Guid, int> TakeWanted()
    {
        var wanted = new Dictionary<Guid, int>();
        lock (_lock)
        {
            foreach (var (tenantRef, use) in _calls.ToList())
            {
                if (use.Wanted > 0) wanted[tenantRef] = use.Wanted;
                if (use.Count == 0) _calls.Remove(tenantRef);
                else _calls[tenantRef] = new Use(use.Count, use.Count);
            }
        }

        return wanted;
    }

    private Slot Take(Dictionary<Guid, Use> underWay, Guid tenantRef, int share, int limit)
    {
        lock (_lock)
        {
            ref var use = ref CollectionsMarshal.GetValueRefOrAddDefault(underWay, tenantRef, out _);
            if (use.Count < share)
            {
                use = new Use(use.Count + 1, Math.Min(limit, Math.Max(use.Wanted, use.Count + 1)));
                return new Slot(this, underWay, tenantRef);
            }

            // One that is refused is wanted as well, up to what the tenant may have in all.
            if (shares.IsReported) use = use with { Wanted = Math.Min(limit, Math.Max(use.Wanted, use.Count) + 1) };
            else if (use.Count == 0) underWay.Remove(tenantRef);
        }

        throw new TooManyCallsException();
    }

    private void GiveBack(Dictionary<Guid, Use> underWay, Guid tenantRef)
    {
        lock (_lock)
        {
            ref var use = ref CollectionsMarshal.GetValueRefOrNullRef(underWay, tenantRef);
            if (use.Count == 1 && (underWay == _readings || !shares.IsReported)) underWay.Remove(tenantRef);
            else use = use with { Count = use.Count - 1 };
        }
    }

    /// <param name="Count">Under way.</param>
    /// <param name="Wanted">At once, since somebody last asked.</param>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Use(int Count, int Wanted);

    private sealed class Slot(CallSlots owner, Dictionary<Guid, Use> underWay, Guid tenantRef) : IDisposable
    {
        private int _given;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _given, 1) == 0) owner.GiveBack(underWay, tenantRef);
        }
    }
}
