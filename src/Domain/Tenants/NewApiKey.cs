namespace McpService.Domain.Tenants;

/// <summary>What is kept of a key that was just made.</summary>
/// <param name="KeyId">Public part of the key.</param>
/// <param name="Hash">HMAC-SHA256 of the whole key, 32 bytes.</param>
/// <param name="HashKeyId">Service key that made the hash.</param>
/// <param name="Label">What the operator calls it, or null.</param>
public sealed record NewApiKey(string KeyId, byte[] Hash, string HashKeyId, string? Label = null);
