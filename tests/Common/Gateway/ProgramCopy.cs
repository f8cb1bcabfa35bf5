namespace McpService.Common.Gateway;

/// <summary>The built program in a folder of its own, as an operator unpacks it: there it looks for <c>.env</c> and <c>data/</c>.</summary>
public sealed class ProgramCopy : IDisposable
{
    private static readonly string Built = AppContext.BaseDirectory;

    public ProgramCopy()
    {
        Folder = Directory.CreateTempSubdirectory("mcpservice-program-").FullName;
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(Folder, File.GetUnixFileMode(Built));
        var native = Path.Combine("runtimes", System.Runtime.InteropServices.RuntimeInformation.RuntimeIdentifier);
        foreach (var file in Directory.EnumerateFiles(Built).Where(IsOfTheProgram).Concat(Native(native)))
        {
            var target = Path.Combine(Folder, Path.GetRelativePath(Built, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    public string Folder { get; }

    public string Program => Path.Combine(Folder, "McpService.WebApi.dll");

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static bool IsOfTheProgram(string file) => Path.GetExtension(file) is ".dll" or ".json";

    private static IEnumerable<string> Native(string folder)
    {
        var path = Path.Combine(Built, folder);
        return Directory.Exists(path) ? Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories) : [];
    }
}
