using System.Net;
using System.Net.Sockets;
using McpService.Application.Auditing;
using McpService.Application.Errors;
using McpService.Domain.Auditing;
using McpService.Infrastructure.Auditing.Writing;

namespace McpService.Infrastructure.Auditing.Upkeep;

/// <summary>Counts for a minute, in bounded memory.</summary>
internal sealed class RefusalCounter(TrailWriter writer, TimeProvider time) : IRefusalCounter
{
    // So many tenants and neighbourhoods have an entry of their own in a minute; the others share one.
    private const int MaxKeys = 1_000;

    private const int Ipv4Prefix = 24;
    private const int Ipv6Prefix = 48;

    private readonly Lock _lock = new();
    private Dictionary<Key, long> _counts = [];

    public void Count(Guid? tenantRef, IPAddress? address, string code)
    {
        var key = new Key(tenantRef, tenantRef is null ? PrefixOf(address) : null, code);
        lock (_lock)
        {
            if (!_counts.ContainsKey(key) && _counts.Count >= MaxKeys) key = new Key(null, null, code);
            _counts[key] = _counts.GetValueOrDefault(key) + 1;
        }
    }

    /// <summary>Hands over what was counted; what the trail does not take now is counted on.</summary>
    public void Flush()
    {
        Dictionary<Key, long> counts;
        lock (_lock) (counts, _counts) = (_counts, []);
        foreach (var (key, times) in counts)
        {
            try
            {
                writer.Record(EntryOf(key, times));
            }
            catch (UnavailableException)
            {
                lock (_lock) _counts[key] = _counts.GetValueOrDefault(key) + times;
            }
        }
    }

    private AuditEntry EntryOf(Key key, long times)
    {
        var entry = new AuditEntry
        {
            Id = Guid.CreateVersion7(time.GetUtcNow()),
            Action = AuditAction.RequestsRefuse,
            Actor = key.TenantRef is null ? AuditActor.Anonymous : AuditActor.Tenant,
            TenantRef = key.TenantRef,
            Address = key.Prefix,
            Times = times,
        };
        entry.Conclude(AuditOutcome.Refused, key.Code, duration: null);
        return entry;
    }

    private static string? PrefixOf(IPAddress? address)
    {
        if (address is null) return null;

        var length = address.AddressFamily == AddressFamily.InterNetwork ? Ipv4Prefix : Ipv6Prefix;
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(length / 8).Clear();
        return $"{new IPAddress(bytes)}/{length}";
    }

    private readonly record struct Key(Guid? TenantRef, string? Prefix, string Code);
}
