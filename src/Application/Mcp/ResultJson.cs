using System.Text.Json;

namespace McpService.Application.Mcp;

/// <summary>Answers as bytes: where their parts are. They were understood before, and are JSON objects.</summary>
internal static class ResultJson
{
    private static readonly JsonReaderOptions Deep = new() { MaxDepth = 1000 };

    /// <summary>The <c>result</c> of a message, or the code of its <c>error</c>; neither where it answers nothing.</summary>
    public static (Range? Result, int? ErrorCode) PartsOf(ReadOnlySpan<byte> message)
    {
        var reader = new Utf8JsonReader(message, Deep);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (isResult, isError) = (reader.ValueTextEquals("result"u8), reader.ValueTextEquals("error"u8));
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            if (isError) return (null, CodeOf(ref reader));
            reader.Skip();
            if (isResult) return (start..(int)reader.BytesConsumed, null);
        }

        return default;
    }

    /// <summary>The value of <c>isError</c>; null where a result has none.</summary>
    public static bool? IsErrorOf(ReadOnlySpan<byte> result) => Member(result, "isError"u8) is { } value ? result[value].SequenceEqual("true"u8) : null;

    /// <summary>The answer to a repetition: the result, marked as that of an earlier call.</summary>
    /// <param name="id">Id of the request that it answers, as it stood there.</param>
    /// <param name="result">A JSON object.</param>
    public static byte[] Replayed(ReadOnlySpan<byte> id, ReadOnlySpan<byte> result) => [.. "{\"jsonrpc\":\"2.0\",\"id\":"u8, .. id, .. ",\"result\":"u8, .. Marked(result), .. "}"u8];

    private static ReadOnlySpan<byte> Mark => "\"mcpservice/idempotentReplayed\":true"u8;

    private static byte[] Marked(ReadOnlySpan<byte> result)
    {
        if (Member(result, "_meta"u8) is { } meta && result[meta] is [(byte)'{', ..]) return [.. result[..meta.Start], .. WithFirst(Mark, result[meta]), .. result[meta.End..]];
        return WithFirst([.. "\"_meta\":{"u8, .. Mark, .. "}"u8], result);
    }

    /// <summary>The object with one more member before the others.</summary>
    private static byte[] WithFirst(ReadOnlySpan<byte> member, ReadOnlySpan<byte> json)
    {
        var rest = json[(json.IndexOf((byte)'{') + 1)..];
        var isEmpty = rest.TrimStart(" \t\r\n"u8) is [(byte)'}', ..];
        return [.. "{"u8, .. member, .. isEmpty ? ""u8 : ","u8, .. rest];
    }

    private static Range? Member(ReadOnlySpan<byte> json, ReadOnlySpan<byte> name)
    {
        var reader = new Utf8JsonReader(json, Deep);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isMeant = reader.ValueTextEquals(name);
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            if (isMeant) return start..(int)reader.BytesConsumed;
        }

        return null;
    }

    private static int? CodeOf(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isCode = reader.ValueTextEquals("code"u8);
            reader.Read();
            if (isCode) return reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var code) ? code : null;
            reader.Skip();
        }

        return null;
    }
}
