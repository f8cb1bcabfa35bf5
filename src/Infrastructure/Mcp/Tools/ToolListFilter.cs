using System.Text.Json;
using McpService.Domain.Tenants;
using McpService.Infrastructure.Mcp.Wire;

namespace McpService.Infrastructure.Mcp.Tools;

/// <summary>Takes the tools a tenant may not use out of a JSON-RPC message that lists tools; everything else stays byte for byte.</summary>
internal static class ToolListFilter
{
    /// <summary>The message without the hidden tools, or null when nothing has to go.</summary>
    /// <param name="message">A whole, valid JSON-RPC message.</param>
    /// <param name="access">What may be seen.</param>
    /// <param name="onListed">Takes the tools whose names alone do not tell whose they are.</param>
    public static byte[]? Filter(ReadOnlySpan<byte> message, ToolAccess access, Action<string>? onListed = null)
    {
        if (access.IncludesAll || HasNoList(message)) return null;
        var reader = new Utf8JsonReader(message, new JsonReaderOptions { MaxDepth = JsonRpcMessage.MaxDepth });
        if (!EnterProperty(ref reader, "result"u8, JsonTokenType.StartObject) || !EnterProperty(ref reader, "tools"u8, JsonTokenType.StartArray)) return null;

        var listStart = (int)reader.TokenStartIndex + 1;
        using var kept = new PooledBuffer(message.Length);
        var hidden = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var start = (int)reader.TokenStartIndex;
            var name = ReadName(ref reader);
            var verdict = name is null ? ToolVerdict.Refused : access.Judge(name);
            if (verdict == ToolVerdict.Refused)
            {
                hidden++;
                continue;
            }

            if (verdict == ToolVerdict.IfListed) onListed?.Invoke(name!);
            if (kept.Length > 0) kept.Append(","u8);
            kept.Append(message[start..(int)reader.BytesConsumed]);
        }

        return hidden == 0 ? null : [.. message[..listStart], .. kept.Span, .. message[(int)reader.TokenStartIndex..]];
    }

    // Nearly every message is the answer to a call: to look for the word costs a tenth of reading it once more. A name may be escaped, too.
    private static bool HasNoList(ReadOnlySpan<byte> message) => message.IndexOf("tools"u8) < 0 && message.IndexOf("\\u"u8) < 0;

    /// <summary>Moves to the value of a property of the object the reader is at, or about to enter; false when it is not there or of another type.</summary>
    internal static bool EnterProperty(ref Utf8JsonReader reader, ReadOnlySpan<byte> name, JsonTokenType expected)
    {
        if (reader.TokenType == JsonTokenType.None) reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject) return false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var found = JsonText.IsNamed(ref reader, name);
            reader.Read();
            if (found) return reader.TokenType == expected;
            reader.Skip();
        }

        return false;
    }

    /// <summary>Reads one element; a tool without a name cannot be judged and has none.</summary>
    private static string? ReadName(ref Utf8JsonReader reader)
    {
        string? name = null;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return null;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isName = JsonText.IsNamed(ref reader, "name"u8);
            reader.Read();
            if (isName) name = JsonText.Read(ref reader);
            reader.Skip();
        }

        return name;
    }
}
