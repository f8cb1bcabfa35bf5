namespace McpService.Infrastructure.Security.Encryption;

/// <summary>A sealed value does not open. Says nothing of the value or of what exactly is wrong with it.</summary>
/// <param name="missingKeyId">The encryption key it needs, where that is not configured; else null.</param>
internal sealed class SecretBoxException(string? missingKeyId = null)
    : Exception(missingKeyId is null ? "The sealed value does not open." : $"The sealed value needs the encryption key \"{missingKeyId}\", which is not configured.")
{
    public string? MissingKeyId { get; } = missingKeyId;
}
