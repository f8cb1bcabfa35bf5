using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;
using McpService.Domain.Auditing;

namespace McpService.Infrastructure.Mcp.Wire;

/// <summary>What a message from the upstream is.</summary>
internal enum JsonRpcKind
{
    /// <summary>Not a JSON-RPC message at all.</summary>
    Malformed,

    /// <summary>The answer to a request of ours: a result.</summary>
    Result,

    /// <summary>The answer to a request of ours: an error.</summary>
    Error,

    /// <summary>The upstream asks something.</summary>
    Request,

    /// <summary>The upstream tells something.</summary>
    Notification,
}

/// <summary>
/// The envelope of one JSON-RPC message, read in one pass over the bytes. What is inside a result stays where it is:
/// <see cref="Result"/> says where, so that it can be cut out without being understood.
/// </summary>
internal readonly record struct JsonRpcMessage
{
    /// <summary>Results may nest deeper than the default of 64.</summary>
    public const int MaxDepth = 1000;

    public JsonRpcKind Kind { get; private init; }

    /// <summary>The id as it stands in the message, quotes included; empty when it is missing.</summary>
    public Range Id { get; private init; }

    public string? Method { get; private init; }

    public Range Result { get; private init; }

    /// <summary><c>isError</c> of the result; null where it is not there.</summary>
    public bool? IsError { get; private init; }

    /// <summary><c>resultType</c> of the result (revision 2026-07-28); null where it is not there.</summary>
    public string? ResultType { get; private init; }

    /// <summary>The result has a <c>resultType</c>, whatever it is.</summary>
    public bool HasResultType { get; private init; }

    public int ErrorCode { get; private init; }

    public string? ErrorMessage { get; private init; }

    /// <summary>The error's code as text; null for anything but an error.</summary>
    public string? ErrorText => Kind == JsonRpcKind.Error ? ErrorCode.ToString(CultureInfo.InvariantCulture) : null;

    /// <summary>What the trail says of an answer like this.</summary>
    public AuditOutcome Outcome => Kind == JsonRpcKind.Error ? AuditOutcome.RpcError : IsError == true ? AuditOutcome.ToolError : AuditOutcome.Success;

    /// <summary><c>error</c>, or <c>params</c> of a request or notification, as it stands in the message; empty where there is none.</summary>
    public Range Details { get; private init; }

    public static JsonRpcMessage Parse(ReadOnlySpan<byte> message)
    {
        try
        {
            return Utf8.IsValid(message) ? Read(message) : default;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return default; // not JSON, or a member whose name is no text
        }
    }

    /// <summary>True for the answer to the request with this id, as it stood there.</summary>
    public bool Answers(ReadOnlySpan<byte> message, ReadOnlySpan<byte> requestId) => JsonRpcId.Same(message[Id], requestId);

    private static JsonRpcMessage Read(ReadOnlySpan<byte> message)
    {
        var reader = new Utf8JsonReader(message, new JsonReaderOptions { MaxDepth = MaxDepth });
        var reply = default(JsonRpcMessage);
        bool hasId = false, hasMethod = false, hasResult = false, hasError = false;
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return default;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("id"u8))
            {
                if (hasId) return default;
                reader.Read();
                hasId = reader.TokenType is JsonTokenType.String or JsonTokenType.Number;
                reply = reply with { Id = SkipValue(ref reader) };
            }
            else if (reader.ValueTextEquals("method"u8))
            {
                reader.Read();
                if (reader.TokenType != JsonTokenType.String) return default;
                (hasMethod, reply) = (true, reply with { Method = JsonText.Read(ref reader) });
            }
            else if (reader.ValueTextEquals("result"u8))
            {
                if (hasResult) return default;
                hasResult = true;
                reader.Read();
                reply = ReadResult(ref reader, reply);
            }
            else if (reader.ValueTextEquals("error"u8))
            {
                hasError = true;
                reader.Read();
                var start = (int)reader.TokenStartIndex;
                reply = ReadError(ref reader, reply) with { Details = start..(int)reader.BytesConsumed };
            }
            else if (reader.ValueTextEquals("params"u8))
            {
                reader.Read();
                reply = reply with { Details = SkipValue(ref reader) };
            }
            else
            {
                reader.Skip();
            }
        }

        if (reader.Read()) return default;
        return reply with { Kind = Classify(hasMethod, hasId, hasResult, hasError) };
    }

    private static JsonRpcKind Classify(bool hasMethod, bool hasId, bool hasResult, bool hasError) => (hasMethod, hasResult, hasError) switch
    {
        (true, false, false) => hasId ? JsonRpcKind.Request : JsonRpcKind.Notification,
        (false, true, false) => JsonRpcKind.Result,
        (false, false, true) => JsonRpcKind.Error,
        _ => JsonRpcKind.Malformed,
    };

    private static JsonRpcMessage ReadResult(ref Utf8JsonReader reader, JsonRpcMessage reply)
    {
        var start = (int)reader.TokenStartIndex;
        bool? isError = null;
        string? type = null;
        var hasType = false;
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isErrorMember = reader.ValueTextEquals("isError"u8);
                var isTypeMember = reader.ValueTextEquals("resultType"u8);
                reader.Read();
                if (isErrorMember && reader.TokenType is JsonTokenType.True or JsonTokenType.False) isError = reader.GetBoolean();
                if (isTypeMember) (hasType, type) = (true, JsonText.Read(ref reader));
                reader.Skip();
            }
        }
        else
        {
            reader.Skip();
        }

        return reply with { Result = start..(int)reader.BytesConsumed, IsError = isError, ResultType = type, HasResultType = hasType };
    }

    private static JsonRpcMessage ReadError(ref Utf8JsonReader reader, JsonRpcMessage reply)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException("An error is an object.");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isCode = reader.ValueTextEquals("code"u8);
            var isMessage = reader.ValueTextEquals("message"u8);
            reader.Read();
            if (isCode && reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var code)) reply = reply with { ErrorCode = code };
            if (isMessage) reply = reply with { ErrorMessage = JsonText.Read(ref reader) };
            reader.Skip();
        }

        return reply;
    }

    private static Range SkipValue(ref Utf8JsonReader reader)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return start..(int)reader.BytesConsumed;
    }
}
