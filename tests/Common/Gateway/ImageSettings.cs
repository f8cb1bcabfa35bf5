using System.Text.RegularExpressions;
using McpService.Common.Sources;

namespace McpService.Common.Gateway;

/// <summary>What the image tells the runtime and its allocator: a gateway that is not in the image is as large and as fast as one only with these.</summary>
public static partial class ImageSettings
{
    /// <summary>For the environment of the process.</summary>
    public static async Task<(string Name, string Value)[]> ReadAsync()
    {
        var image = await File.ReadAllTextAsync(Path.Combine(SourceTree.Root, "Dockerfile"));
        return [.. RuntimeSetting().Matches(image).Select(setting => (setting.Groups["name"].Value, setting.Groups["value"].Value))];
    }

    [GeneratedRegex(@"\b(?<name>(DOTNET|MALLOC)_\w+)=(?<value>\S+)", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex RuntimeSetting();
}
