using McpService.Infrastructure.Security.ServiceKeys;

namespace McpService.Infrastructure.Auditing.Verification;

/// <summary>The keys that batches name, as small numbers.</summary>
internal sealed class KeyTable(ServiceKeyRing keys)
{
    private readonly Dictionary<string, ushort> _numbers = [];
    private readonly List<byte[]> _keys = [];

    public byte[] this[ushort number] => _keys[number];

    /// <summary>Null for a key that is none of the audit trail's.</summary>
    public ushort? Find(string keyId)
    {
        if (_numbers.TryGetValue(keyId, out var known)) return known;
        if (keys.Find(ServiceKeyPurpose.AuditChain, keyId) is not { } key) return null;

        _keys.Add(key);
        return _numbers[keyId] = (ushort)(_keys.Count - 1);
    }
}
