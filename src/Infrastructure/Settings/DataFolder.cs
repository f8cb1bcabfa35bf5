namespace McpService.Infrastructure.Settings;

/// <summary>
/// Where <c>.env</c> and <c>data/</c> are: the repository root when run from a checkout, else the content root. Not the working folder,
/// which <c>dotnet run --project</c> and service managers set to different places.
/// </summary>
/// <param name="Root">Absolute path.</param>
public sealed record DataFolder(string Root)
{
    public string Data => Path.Combine(Root, "data");

    public static DataFolder Find(string contentRoot)
    {
        for (var folder = new DirectoryInfo(contentRoot); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "McpService.sln"))) return new DataFolder(folder.FullName);
        }

        return new DataFolder(contentRoot);
    }
}
