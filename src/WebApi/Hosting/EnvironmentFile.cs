using System.Text;

namespace McpService.WebApi.Hosting;

/// <summary>Reads <c>.env</c>. Its values become configuration below the real environment; the process's own variables stay as they are.</summary>
internal static class EnvironmentFile
{
    private const int MaxBytes = 1024 * 1024;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="EnvironmentFileException">It is there, and cannot be read or understood.</exception>
    public static IReadOnlyDictionary<string, string?> Read(string folder)
    {
        var path = Path.Combine(folder, ".env");
        try
        {
            return File.Exists(path) ? Parse(Decode(path), path) : new Dictionary<string, string?>();
        }
        catch (Exception failure) when (failure is UnauthorizedAccessException or IOException)
        {
            throw new EnvironmentFileException($"{path} cannot be read by this user: change its owner or its mode, or remove it.");
        }
        catch (DecoderFallbackException)
        {
            throw new EnvironmentFileException($"{path} is not UTF-8: save it as that.");
        }
    }

    /// <param name="text">The whole file.</param>
    /// <param name="name">How faults call it.</param>
    /// <exception cref="EnvironmentFileException">A line is no setting; the message has its number and nothing of what it says.</exception>
    public static IReadOnlyDictionary<string, string?> Parse(string text, string name = ".env")
    {
        var values = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        var number = 0;
        foreach (var line in text.AsSpan().TrimStart('\uFEFF').EnumerateLines())
        {
            number++;
            var (setting, fault) = EnvironmentLine.Read(line);
            if (fault is not null) throw new EnvironmentFileException($"{name}, line {number}: {fault}");
            if (setting is { } found) values[found.Name] = found.Value;
        }

        return values;
    }

    private static string Decode(string path) =>
        new FileInfo(path).Length <= MaxBytes ? Strict.GetString(File.ReadAllBytes(path)) : throw new EnvironmentFileException($"{path} is larger than 1 MiB: it is no file of settings.");
}
