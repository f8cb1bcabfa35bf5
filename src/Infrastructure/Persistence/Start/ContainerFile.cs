namespace McpService.Infrastructure.Persistence.Start;

/// <summary>Whether a folder lives no longer than the container it is in.</summary>
internal static class ContainerFile
{
    // Set by Microsoft's images, by Kubernetes, and by Heroku, whose disk is new with every start.
    private static readonly string[] Marks = ["DOTNET_RUNNING_IN_CONTAINER", "KUBERNETES_SERVICE_HOST", "DYNO"];

    private const string Mounts = "/proc/self/mountinfo";
    private const int MountPoint = 4;

    /// <summary>True inside a container, unless the folder, or one above it but the root, is a volume.</summary>
    public static bool IsLost(string folder) => IsContainer && !IsMounted(folder, File.Exists(Mounts) ? File.ReadLines(Mounts) : []);

    /// <param name="mounts">Lines of mountinfo(5).</param>
    public static bool IsMounted(string folder, IEnumerable<string> mounts) => mounts
        .Select(line => line.Split(' ')).Where(fields => fields.Length > MountPoint).Select(fields => fields[MountPoint])
        .Any(point => point.Length > 1 && (folder == point || folder.StartsWith(point + '/', StringComparison.Ordinal)));

    private static bool IsContainer =>
        File.Exists("/.dockerenv") || File.Exists("/run/.containerenv") || Marks.Any(mark => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(mark)));
}
