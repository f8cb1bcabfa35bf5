namespace McpService.LoadTests.Machine;

/// <summary>Where the sources are.</summary>
internal static class Repository
{
    /// <summary>The folder of the solution.</summary>
    public static string Root { get; } = Find(AppContext.BaseDirectory) ?? throw new InvalidOperationException("The load test is run from the repository: it measures what is built there.");

    private static string? Find(string? folder) => folder is null || File.Exists(Path.Combine(folder, "McpService.sln")) ? folder : Find(Path.GetDirectoryName(folder));
}
