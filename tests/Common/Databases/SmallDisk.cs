using McpService.Common.Processes;
using McpService.Common.Waiting;

namespace McpService.Common.Databases;

/// <summary>
/// A real disk of a few mebibytes that can be filled. It is a tmpfs in a mount namespace of its own (mount_namespaces(7)): programs started with <see cref="Enter"/> see it and no others, and
/// the kernel takes it away with the last of them, however this process ends.
/// </summary>
public sealed class SmallDisk : IAsyncDisposable
{
    private const int Mebibyte = 1024 * 1024;
    private const string Mounted = "mounted";

    private const string Mount = """
        mount -t tmpfs -o "size=$1m" tmpfs "$2" && chown "$3" "$2" && echo mounted >&2 && exec sleep infinity
        """;

    private readonly ChildProcess _holder;
    private readonly int _mebibytes;

    private SmallDisk(ChildProcess holder, string folder, int mebibytes) => (_holder, Folder, _mebibytes) = (holder, folder, mebibytes);

    /// <summary>Where it is, for those who see it.</summary>
    public string Folder { get; }

    /// <summary>Goes before the command of a program that is to see it.</summary>
    public IReadOnlyList<string> Enter => ["/usr/bin/nsenter", $"--target={_holder.Id}", "--mount", "--"];

    /// <summary>From here its files are another namespace's.</summary>
    private string Filling => $"/proc/{_holder.Id}/root{Folder}/filling";

    /// <returns>Null where this user may not mount, or cannot.</returns>
    public static async Task<SmallDisk?> TryMountAsync(int mebibytes, CancellationToken cancellationToken = default)
    {
        if (!OrdinaryUser.IsRoot || !OrdinaryUser.CanRun || !File.Exists("/usr/bin/unshare") || !File.Exists("/usr/bin/nsenter")) return null;
        var folder = Directory.CreateTempSubdirectory("mcpservice-disk-").FullName;
        try
        {
            var isMounted = false;
            var holder = await ChildProcess.StartAsync(
                ["/usr/bin/unshare", "--mount", "--propagation", "private", "--"],
                ["/bin/sh", "-c", Mount, "disk", $"{mebibytes}", folder, OrdinaryUser.Name],
                onLine: line => isMounted |= line == Mounted,
                cancellationToken: cancellationToken);
            var disk = new SmallDisk(holder, folder, mebibytes);
            await Eventually.TrueAsync(_ => Task.FromResult(Volatile.Read(ref isMounted) || holder.HasExited), "A disk");
            if (Volatile.Read(ref isMounted)) return disk;
            await disk.DisposeAsync();
            return null;
        }
        catch (InvalidOperationException)
        {
            Directory.Delete(folder); // There is no namespace to mount it in.
            return null;
        }
    }

    /// <summary>Takes all room there is. What has its place already may still be written.</summary>
    public void Fill()
    {
        var block = new byte[Mebibyte];
        using var filling = new FileStream(Filling, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            for (var i = 0; i <= _mebibytes; i++) filling.Write(block);
        }
        catch (IOException)
        {
            return; // Full.
        }

        throw new InvalidOperationException($"{Folder} takes more than it should.");
    }

    public void Free() => File.Delete(Filling);

    /// <summary>Programs that see it are ended before.</summary>
    public async ValueTask DisposeAsync()
    {
        await _holder.DisposeAsync();
        Directory.Delete(Folder);
    }
}
