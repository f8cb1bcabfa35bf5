using McpService.Application.Calls;
using McpService.Application.Errors;
using McpService.Application.Tenants;
using Microsoft.Extensions.Options;

namespace McpService.WebApi.RateLimiting;

/// <summary>Calls under way by tenant. Knows only tenants that have one: an idle tenant costs nothing.</summary>
internal sealed class CallSlots(IOptions<RateLimitOptions> options) : ICallSlots
{
    private readonly Dictionary<(Guid Tenant, bool IsReading), int> _underWay = [];
    private readonly Lock _lock = new();

    /// <summary>Calls under way, over all tenants.</summary>
    public int Count
    {
        get
        {
            lock (_lock) return _underWay.Values.Sum();
        }
    }

    public IDisposable Take(TenantSnapshot tenant) => Take(tenant, isReading: false);

    public IDisposable TakeReading(TenantSnapshot tenant) => Take(tenant, isReading: true);

    private Slot Take(TenantSnapshot tenant, bool isReading)
    {
        var key = (tenant.Id, isReading);
        var limit = tenant.Limits.Concurrency ?? options.Value.Concurrency;
        lock (_lock)
        {
            var count = _underWay.GetValueOrDefault(key);
            if (count >= limit) throw new TooManyCallsException();
            _underWay[key] = count + 1;
        }

        return new Slot(this, key);
    }

    private void GiveBack((Guid Tenant, bool IsReading) key)
    {
        lock (_lock)
        {
            var count = _underWay[key] - 1;
            if (count == 0) _underWay.Remove(key);
            else _underWay[key] = count;
        }
    }

    private sealed class Slot(CallSlots owner, (Guid Tenant, bool IsReading) key) : IDisposable
    {
        private int _given;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _given, 1) == 0) owner.GiveBack(key);
        }
    }
}
