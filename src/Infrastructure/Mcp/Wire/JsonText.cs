using System.Text.Json;

namespace McpService.Infrastructure.Mcp.Wire;

/// <summary>Texts of JSON that somebody else wrote. A text with half a surrogate pair is JSON and no text: it is passed on, and not understood.</summary>
internal static class JsonText
{
    /// <summary>The text that the reader is at; null for any other value, and for one that is no text.</summary>
    public static string? Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String) return null;
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Whether the reader is at a member of this name.</summary>
    public static bool IsNamed(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        try
        {
            return reader.ValueTextEquals(name);
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>The name of a member; null for one that is no text.</summary>
    public static string? NameOf(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The text of a value; null for any other value, and for one that is no text.</summary>
    public static string? Of(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String) return null;
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The text of a member; null where there is none.</summary>
    public static string? Of(JsonElement parent, ReadOnlySpan<byte> name) => parent.Member(name) is { } value ? Of(value) : null;

    /// <summary>A member of an object; null for one that is not there, and for anything but an object.</summary>
    public static JsonElement? Member(this JsonElement parent, ReadOnlySpan<byte> name)
    {
        if (parent.ValueKind != JsonValueKind.Object) return null;
        try
        {
            return parent.TryGetProperty(name, out var value) ? value : null;
        }
        catch (InvalidOperationException)
        {
            return null; // a name beside it is no text
        }
    }
}
