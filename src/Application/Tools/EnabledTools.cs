using System.Text.Json;

namespace McpService.Application.Tools;

/// <summary>What the upstream's <c>enable-tools {"tools": [names]}</c> is asked for.</summary>
internal static class EnabledTools
{
    /// <summary>The names; null where the arguments cannot be read in one way, so that nobody can tell what would be enabled.</summary>
    public static IReadOnlyList<string>? Read(ReadOnlyMemory<byte> arguments)
    {
        if (arguments.IsEmpty) return null;
        try
        {
            using var document = JsonDocument.Parse(arguments);
            if (document.RootElement.ValueKind != JsonValueKind.Object) return null;
            var lists = document.RootElement.EnumerateObject().Where(p => p.NameEquals("tools"u8)).Select(p => p.Value).ToList();
            return lists is [{ ValueKind: JsonValueKind.Array } names] && names.EnumerateArray().All(n => n.ValueKind == JsonValueKind.String)
                ? [.. names.EnumerateArray().Select(n => n.GetString()!)]
                : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null; // nested too deep, or half a surrogate pair
        }
    }
}
