using McpService.Domain.Secrets;
using McpService.Infrastructure.Settings;
using Microsoft.Extensions.Options;

namespace McpService.Infrastructure.Security.Encryption;

/// <summary>The configured encryption keys; at least one.</summary>
internal sealed class EncryptionKeys(IReadOnlyList<EncryptionKey> keys)
{
    /// <summary>The one that encrypts; the others only decrypt.</summary>
    public EncryptionKey First => keys[0];

    /// <summary>Null for an id that is not configured.</summary>
    public EncryptionKey? Find(string id) => keys.FirstOrDefault(k => k.Id == id);

    /// <summary>The keys of the settings, which were checked, or else those of the development key file.</summary>
    /// <exception cref="OptionsValidationException">The development key file is damaged, or not this user's to read or make.</exception>
    public static EncryptionKeys Load(EncryptionOptions options, DataFolder folder)
    {
        if (options.Keys is { } configured) return new EncryptionKeys(EncryptionKeyText.Read(configured).Keys);

        try
        {
            var (keys, faults) = EncryptionKeyText.Read(new Secret(DevelopmentKeyFile.ReadOrCreate(folder)));
            return faults.Count == 0 ? new EncryptionKeys(keys) : throw Unusable("is damaged: restore it, or remove it together with the database beside it.");
        }
        catch (Exception failure) when (failure is UnauthorizedAccessException or IOException)
        {
            throw Unusable("cannot be read or made by this user: change the owner of the folder and what is in it.");
        }

        OptionsValidationException Unusable(string why) =>
            new(Options.DefaultName, typeof(EncryptionOptions), [$"{Path.Combine(folder.Data, DevelopmentKeyFile.Name)} {why}"]);
    }
}
