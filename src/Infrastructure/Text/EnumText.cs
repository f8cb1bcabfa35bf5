using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace McpService.Infrastructure.Text;

/// <summary>An enum as the text its column holds: <c>NotSent</c> is <c>not_sent</c>. Numbers would change their meaning with the order of members.</summary>
internal static class EnumText<T>
    where T : struct, Enum
{
    // In the same order. A handful: looking through them is as fast as a table, which a start would have to compile for each enum.
    private static readonly T[] Values = Enum.GetValues<T>();
    private static readonly string[] Texts = Array.ConvertAll(Enum.GetNames<T>(), SnakeCase.Of);

    public static string Of(T value) => Texts[Array.IndexOf(Values, value)];

    public static T Parse(string text) => Values[Array.IndexOf(Texts, text)];
}

internal sealed class EnumTextConverter<T>() : ValueConverter<T, string>(v => EnumText<T>.Of(v), text => EnumText<T>.Parse(text))
    where T : struct, Enum;
