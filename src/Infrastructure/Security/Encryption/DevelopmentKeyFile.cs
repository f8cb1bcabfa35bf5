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

    private static readonly TimeSpan DraftLimit = TimeSpan.FromSeconds(5);

    /// <summary>The content of the file, in the form of <c>ENCRYPTION_KEY</c>. On Unix only the owner can read it.</summary>
    public static string ReadOrCreate(DataFolder folder)
    {
        var path = Path.Combine(folder.Data, Name);
        while (!File.Exists(path)) Create(folder.Data, path);
        return File.ReadAllText(path).Trim();
    }

    // Written aside and moved into place complete, so that nobody reads half a key. There is one draft at a time: moving looks for a file
    // in the way first and moves then, which two could do at once.
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
        var draft = $"{path}.new";
        using (var file = TryCreateNew(draft, path, options))
        {
            if (file is null)
            {
                // Another process is at it; one that died in the middle is not waited for.
                if (!SpinWait.SpinUntil(() => File.Exists(path) || !File.Exists(draft), DraftLimit)) File.Delete(draft);
                return;
            }

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

    private static FileStream? TryCreateNew(string draft, string path, FileStreamOptions options)
    {
        try
        {
            return new FileStream(draft, options);
        }
        catch (IOException) when (File.Exists(draft) || File.Exists(path))
        {
            return null;
        }
    }
}
