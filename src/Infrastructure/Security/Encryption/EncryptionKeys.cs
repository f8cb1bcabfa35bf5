using McpService.Domain.Secrets;
using McpService.Infrastructure.Settings;

namespace McpService.Infrastructure.Security.Encryption;

/// <summary>The configured encryption keys; at least one.</summary>
internal sealed class EncryptionKeys(IReadOnlyList<EncryptionKey> keys)
{
    /// <summary>The one that encrypts; the others only decrypt.</summary>
    public EncryptionKey First => keys[0];

    /// <summary>Null for an id that is not configured.</summary>
    public EncryptionKey? Find(string id) => keys.FirstOrDefault(k => k.Id == id);

    /// <summary>The keys of the settings, which were checked, or else those of the development key file.</summary>
    /// <exception cref="InvalidOperationException">The development key file is damaged.</exception>
    public static EncryptionKeys Load(EncryptionOptions options, DataFolder folder)
    {
        if (options.Keys is { } configured) return new EncryptionKeys(EncryptionKeyText.Read(configured).Keys);

        var (keys, faults) = EncryptionKeyText.Read(new Secret(DevelopmentKeyFile.ReadOrCreate(folder)));
        return faults.Count == 0
            ? new EncryptionKeys(keys)
            : throw new InvalidOperationException($"data/{DevelopmentKeyFile.Name} is damaged: restore it, or remove it together with the database beside it.");
    }
}
