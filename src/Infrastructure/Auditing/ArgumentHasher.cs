using McpService.Infrastructure.Auditing.Chain;
using McpService.Infrastructure.Security.ServiceKeys;

namespace McpService.Infrastructure.Auditing;

/// <summary>
/// Hashes arguments under the audit trail's service key. Arguments are JSON: no text of them is one of those that the chain's MACs are made
/// of, which begin with a byte that JSON never begins with.
/// </summary>
internal sealed class ArgumentHasher(ServiceKeyRing keys) : IArgumentHasher
{
    public byte[] Hash(ReadOnlySpan<byte> arguments) => KeyedHash.Compute(keys.Current(ServiceKeyPurpose.AuditChain).Key, arguments);
}
