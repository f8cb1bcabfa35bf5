using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace McpService.Infrastructure.Persistence;

/// <summary>An enum as the text its column holds: <c>NotSent</c> is <c>not_sent</c>. Numbers would change their meaning with the order of members.</summary>
internal static class EnumText<T>
    where T : struct, Enum
{
    private static readonly Dictionary<T, string> Texts = Enum.GetValues<T>().ToDictionary(v => v, v => SnakeCase.Of($"{v}"));
    private static readonly Dictionary<string, T> Values = Texts.ToDictionary(p => p.Value, p => p.Key);

    public static string Of(T value) => Texts[value];

    public static T Parse(string text) => Values[text];
}

internal sealed class EnumTextConverter<T>() : ValueConverter<T, string>(v => EnumText<T>.Of(v), text => EnumText<T>.Parse(text))
    where T : struct, Enum;
