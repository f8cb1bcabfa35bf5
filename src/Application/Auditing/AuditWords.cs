using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace McpService.Application.Auditing;

/// <summary>The trail's closed lists as answers and filters spell them: <c>NotSent</c> is <c>not_sent</c>.</summary>
[SuppressMessage("Design", "CA1000", Justification = "One table of words for each enum; the type is always named.")]
public static class AuditWords<T>
    where T : struct, Enum
{
    private static readonly T[] Values = Enum.GetValues<T>();

    /// <summary>Every word there is.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Enum.GetNames<T>().Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)];

    public static string Of(T value) => Array.IndexOf(Values, value) is var i and >= 0 ? All[i] : $"{value}";

    /// <summary>Null for what is none of the words.</summary>
    public static T? Parse(string word)
    {
        for (var i = 0; i < Values.Length; i++)
        {
            if (All[i] == word) return Values[i];
        }

        return null;
    }
}
