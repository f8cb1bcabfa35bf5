using McpService.Infrastructure.Security.Encryption;

namespace McpService.Infrastructure.Security.ServiceKeys;

/// <summary>A stored service key cannot be used, and nothing that depends on it may go on. The message is for the operator.</summary>
internal sealed class ServiceKeyException(string message, string? missingKeyId, Exception inner) : Exception(message, inner)
{
    /// <summary>Id of the encryption key that is not configured; null where the row itself is at fault.</summary>
    public string? MissingKeyId { get; } = missingKeyId;

    public static ServiceKeyException Of(string kid, SecretBoxException cause) => cause.MissingKeyId is { } keyId
        ? new(
            $"{EncryptionOptions.Variable} lacks the key \"{keyId}\" that the stored keys are encrypted under. Add it to the list, after the first "
            + $"(in development: put data/{DevelopmentKeyFile.Name} back, or remove the database beside it).",
            keyId,
            cause)
        : new($"The service key {kid} does not open: its row, or the value of its encryption key, was changed. Restore it.", null, cause);
}
