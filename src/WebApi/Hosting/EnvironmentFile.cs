using DotNetEnv;

namespace McpService.WebApi.Hosting;

/// <summary>Reads <c>.env</c>. Its values become configuration below the real environment; the process's own variables stay as they are.</summary>
internal static class EnvironmentFile
{
    // DotNetEnv expands $NAME outside single quotes and cannot be told not to, which would cut passwords
    // short. A private-use character stands for the dollar while it reads.
    private const char DollarStandIn = '\uF8FF';

    public static IReadOnlyDictionary<string, string?> Read(string folder)
    {
        var path = Path.Combine(folder, ".env");
        return File.Exists(path) ? Parse(File.ReadAllText(path)) : new Dictionary<string, string?>();
    }

    public static IReadOnlyDictionary<string, string?> Parse(string text)
    {
        var values = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in Env.LoadContents(text.Replace('$', DollarStandIn), new LoadOptions(setEnvVars: false)))
            values[name] = value.Replace(DollarStandIn, '$');
        return values;
    }
}
