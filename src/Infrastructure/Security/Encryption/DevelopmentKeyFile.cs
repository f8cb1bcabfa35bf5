using System.Security.Cryptography;
using System.Text;
using McpService.Domain;
using McpService.Infrastructure.Settings;

namespace McpService.Infrastructure.Security.Encryption;

/// <summary>The encryption key of a development machine: made at random once, and kept beside the embedded database.</summary>
internal static class DevelopmentKeyFile
{
    public const string Name = "encryption.key";

    private const UnixFileMode PrivateFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode PrivateFolder = PrivateFile | UnixFileMode.UserExecute;

    /// <summary>The content of the file, in the form of <c>ENCRYPTION_KEY</c>. On Unix only the owner can read it.</summary>
    public static string ReadOrCreate(DataFolder folder)
    {
        var path = Path.Combine(folder.Data, Name);
        if (!File.Exists(path)) Create(folder.Data, path);
        return File.ReadAllText(path).Trim();
    }

    // Written aside and moved into place complete, so that of two processes starting together neither reads half a key
    // nor overwrites the other's.
    private static void Create(string folder, string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        Directory.CreateDirectory(folder);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder, PrivateFolder);
            options.UnixCreateMode = PrivateFile;
        }

        // A random id: a database that outlives its key file then says which key it misses.
        var key = $"dev-{RandomText.Base32(6)}:{Convert.ToBase64String(RandomNumberGenerator.GetBytes(EncryptionKey.Length))}";
        var draft = $"{path}.{RandomText.Base32(8)}";
        using (var file = new FileStream(draft, options))
        {
            file.Write(Encoding.ASCII.GetBytes(key + '\n'));
            file.Flush(flushToDisk: true);
        }

        try
        {
            File.Move(draft, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(draft);
        }
    }
}
