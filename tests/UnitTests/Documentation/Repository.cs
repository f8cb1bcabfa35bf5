using System.Runtime.CompilerServices;

namespace McpService.UnitTests.Documentation;

/// <summary>Files of the repository that are not code.</summary>
internal static class Repository
{
    private static readonly string Root = FindRoot();

    /// <param name="file">Relative to the root.</param>
    public static string[] Lines(string file) => File.ReadAllLines(Path.Combine(Root, file));

    public static string Text(string file) => File.ReadAllText(Path.Combine(Root, file));

    /// <summary>Every Markdown page, relative to the root.</summary>
    public static IEnumerable<string> Pages =>
        Directory.EnumerateFiles(Root, "*.md").Concat(Directory.EnumerateFiles(Path.Combine(Root, "docs"), "*.md", SearchOption.AllDirectories))
            .Select(path => Path.GetRelativePath(Root, path));

    /// <summary>Folders with code of ours, migrations left out, relative to the root.</summary>
    public static IEnumerable<string> Rooms(string under) =>
        new[] { "*.cs", "*.razor" }.SelectMany(pattern => Directory.EnumerateFiles(Path.Combine(Root, under), pattern, SearchOption.AllDirectories))
            .Select(path => Path.GetRelativePath(Root, Path.GetDirectoryName(path)!).Replace('\\', '/'))
            .Where(room => !room.Split('/').Any(part => part is "obj" or "bin" or "Migrations"))
            .Distinct();

    public static bool Exists(string path) => Path.Exists(Path.Combine(Root, path));

    private static string FindRoot([CallerFilePath] string path = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "..", "..", ".."));
}
