namespace McpService.Infrastructure.Auditing;

/// <summary>Keyed hash of a call's arguments: shows later what was sent, and tells nothing to those without the key.</summary>
internal interface IArgumentHasher
{
    /// <summary>HMAC-SHA256.</summary>
    byte[] Hash(ReadOnlySpan<byte> arguments);
}
