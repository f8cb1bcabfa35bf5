using McpService.Domain.Secrets;
using McpService.Infrastructure.Settings;

namespace McpService.Infrastructure.Security.Encryption;

/// <summary>What credentials and service keys are encrypted under at rest.</summary>
internal sealed class EncryptionOptions : ICheckedSettings
{
    public const string Variable = "ENCRYPTION_KEY";

    /// <summary>
    /// <c>keyId:base64</c> of 32 bytes, comma separated; the first encrypts, all decrypt. Required in production. Null in
    /// development: a key made once and kept in the data folder.
    /// </summary>
    [Setting(Variable)]
    public Secret? Keys { get; set; }

    public IEnumerable<string> Faults(bool isDevelopment)
    {
        if (Keys is not null) return EncryptionKeyText.Read(Keys).Faults;
        return isDevelopment ? [] : [$"{Variable} is required: set it to k1: and the output of openssl rand -base64 32."];
    }
}
