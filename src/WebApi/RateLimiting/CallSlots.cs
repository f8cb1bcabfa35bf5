using McpService.Application.Calls;
using McpService.Application.Errors;
using McpService.Application.Tenants;
using Microsoft.Extensions.Options;

namespace McpService.WebApi.RateLimiting;

/// <summary>Calls under way by tenant. Knows only tenants that have one: an idle tenant costs nothing.</summary>
internal sealed class CallSlots(IOptions<RateLimitOptions> options) : ICallSlots
{
    private readonly Dictionary<Guid, int> _underWay = [];
    private readonly Lock _lock = new();

    /// <summary>Calls under way, over all tenants.</summary>
    public int Count
    {
        get
        {
            lock (_lock) return _underWay.Values.Sum();
        }
    }

    public IDisposable Take(TenantSnapshot tenant)
    {
        var limit = tenant.Limits.Concurrency ?? options.Value.Concurrency;
        lock (_lock)
        {
            var count = _underWay.GetValueOrDefault(tenant.Id);
            if (count >= limit) throw new TooManyCallsException();
            _underWay[tenant.Id] = count + 1;
        }

        return new Slot(this, tenant.Id);
    }

    private void GiveBack(Guid tenantRef)
    {
        lock (_lock)
        {
            var count = _underWay[tenantRef] - 1;
            if (count == 0) _underWay.Remove(tenantRef);
            else _underWay[tenantRef] = count;
        }
    }

    private sealed class Slot(CallSlots owner, Guid tenantRef) : IDisposable
    {
        private int _given;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _given, 1) == 0) owner.GiveBack(tenantRef);
        }
    }
}
