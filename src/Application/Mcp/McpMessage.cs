using System.Text.Json;
using System.Text.Unicode;

namespace McpService.Application.Mcp;

/// <summary>
/// One JSON-RPC message of a client: its bytes, which are passed on as they are, and the few parts of it that policy,
/// audit and routing look at.
/// </summary>
public sealed record McpMessage
{
    /// <summary>Arguments may nest deeper than the default of 64; who relays is not who judges them.</summary>
    private const int MaxDepth = 1000;

    private Range? _keyMember; // of the message's bytes, with a comma beside it

    private McpMessage()
    {
    }

    /// <summary>The message as it came, but for the key of <see cref="IdempotencyKey"/>, which is the gateway's alone.</summary>
    public required ReadOnlyMemory<byte> Json { get; init; }

    public McpMessageKind Kind { get; private set; }

    /// <summary>Null on a response.</summary>
    public string? Method { get; private set; }

    /// <summary>The id as it stands in the message; empty on a notification.</summary>
    public ReadOnlyMemory<byte> Id { get; private set; }

    /// <summary><c>params</c> as it stands in the message; empty where there is none.</summary>
    public ReadOnlyMemory<byte> Parameters { get; private set; }

    /// <summary><c>params.name</c>, or <c>params.uri</c> where there is no name and no tool is called: what the <c>Mcp-Name</c> header repeats. Null for what is no string.</summary>
    public string? Name { get; private set; }

    /// <summary><see cref="Name"/> is <c>params.uri</c>.</summary>
    public bool IsNamedByAddress { get; private set; }

    /// <summary><c>params.arguments</c> as it stands in the message; empty where there is none.</summary>
    public ReadOnlyMemory<byte> Arguments { get; private set; }

    /// <summary>What <c>params._meta</c> has under <see cref="McpMetaKeys.IdempotencyKey"/>; empty for what is no string, null where there is none.</summary>
    public string? IdempotencyKey { get; private set; }

    /// <summary>It brings back a <c>requestState</c>: it goes on with a call that was answered with a question (2026-07-28, "Multi Round-Trip Requests").</summary>
    public bool Continues { get; private set; }

    /// <summary>The message with other <c>params</c>; all else as it came.</summary>
    public ReadOnlyMemory<byte> WithParameters(ReadOnlyMemory<byte> parameters)
    {
        if (Json.Span.Overlaps(Parameters.Span, out var start))
            return (byte[])[.. Json.Span[..start], .. parameters.Span, .. Json.Span[(start + Parameters.Length)..]];

        var end = Json.Span.LastIndexOf((byte)'}');
        return (byte[])[.. Json.Span[..end], .. ",\"params\":"u8, .. parameters.Span, .. Json.Span[end..]];
    }

    public bool IsRequest(string method) => Kind == McpMessageKind.Request && Method == method;

    /// <summary>Reads a message. A part that policy looks at and that stands there twice is refused: the upstream might take the other one.</summary>
    /// <param name="json">UTF-8.</param>
    /// <param name="message">The message, or null.</param>
    /// <returns>What is wrong with it, or null.</returns>
    public static McpMessageFault? TryParse(ReadOnlyMemory<byte> json, out McpMessage? message)
    {
        message = null;
        if (!Utf8.IsValid(json.Span)) return McpMessageFault.NotJson;
        try
        {
            if (HasHalfPair(json.Span)) return McpMessageFault.NotJson;
            var read = new McpMessage { Json = json };
            var fault = read.Read();
            if (fault is null) message = read._keyMember is { } member ? read.Without(member) : read;
            return fault;
        }
        catch (JsonException)
        {
            return McpMessageFault.NotJson;
        }
        catch (InvalidOperationException)
        {
            return McpMessageFault.NotJson; // half a surrogate pair in a text that is looked at
        }
    }

    /// <summary>Half a surrogate pair is no character, and every reader makes something else of it. It can only stand in an escape, and nearly no message has one of that kind.</summary>
    private static bool HasHalfPair(ReadOnlySpan<byte> json)
    {
        if (json.IndexOf("\\ud"u8) < 0 && json.IndexOf("\\uD"u8) < 0) return false;
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth });
        while (reader.Read())
        {
            if (!reader.ValueIsEscaped) continue;
            try
            {
                reader.GetString();
            }
            catch (InvalidOperationException)
            {
                return true;
            }
        }

        return false;
    }

    private McpMessageFault? Read()
    {
        var reader = new Utf8JsonReader(Json.Span, new JsonReaderOptions { MaxDepth = MaxDepth });
        if (!reader.Read()) return McpMessageFault.NotJson;
        if (reader.TokenType != JsonTokenType.StartObject) return reader.TokenType == JsonTokenType.StartArray ? McpMessageFault.Batch : McpMessageFault.NotJsonRpc;

        bool hasVersion = false, hasMethod = false, hasId = false, hasParameters = false, hasAnswer = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("jsonrpc"u8))
            {
                reader.Read();
                hasVersion = reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("2.0"u8);
            }
            else if (reader.ValueTextEquals("method"u8))
            {
                reader.Read();
                if (hasMethod || reader.TokenType != JsonTokenType.String) return McpMessageFault.NotJsonRpc;
                (hasMethod, Method) = (true, reader.GetString());
            }
            else if (reader.ValueTextEquals("id"u8))
            {
                reader.Read();
                if (hasId || reader.TokenType is not (JsonTokenType.String or JsonTokenType.Number or JsonTokenType.Null)) return McpMessageFault.NotJsonRpc;
                hasId = true;
                Id = Skip(ref reader);
            }
            else if (reader.ValueTextEquals("params"u8))
            {
                reader.Read();
                if (hasParameters) return McpMessageFault.NotJsonRpc;
                hasParameters = true;
                if (ReadParameters(ref reader) is { } fault) return fault;
            }
            else
            {
                hasAnswer |= reader.ValueTextEquals("result"u8) || reader.ValueTextEquals("error"u8);
                reader.Read();
                reader.Skip();
            }
        }

        if (reader.Read()) return McpMessageFault.NotJson;
        if (!hasVersion || hasMethod == hasAnswer || (hasAnswer && !hasId)) return McpMessageFault.NotJsonRpc;
        Kind = hasAnswer ? McpMessageKind.Response : hasId ? McpMessageKind.Request : McpMessageKind.Notification;
        if (Method == McpMethods.ToolsCall && IsNamedByAddress) (Name, IsNamedByAddress) = (null, false);
        if (Kind == McpMessageKind.Notification && !Method!.StartsWith(McpMethods.NotificationPrefix, StringComparison.Ordinal)) return McpMessageFault.NoId;
        return Kind == McpMessageKind.Request && Id.Span.SequenceEqual("null"u8) ? McpMessageFault.NotJsonRpc : null;
    }

    private McpMessageFault? ReadParameters(ref Utf8JsonReader reader)
    {
        var start = (int)reader.TokenStartIndex;
        string? name = null, uri = null;
        bool hasName = false, hasUri = false, hasArguments = false, hasKey = false;
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isName = reader.ValueTextEquals("name"u8);
                var isUri = reader.ValueTextEquals("uri"u8);
                var isArguments = reader.ValueTextEquals("arguments"u8);
                var isMeta = reader.ValueTextEquals("_meta"u8);
                Continues |= reader.ValueTextEquals("requestState"u8);
                reader.Read();
                if (isMeta && reader.TokenType == JsonTokenType.StartObject)
                {
                    ReadMeta(ref reader, ref hasKey, out var isTwice);
                    if (isTwice) return McpMessageFault.NotJsonRpc;
                    continue;
                }

                if ((isName && hasName) || (isUri && hasUri) || (isArguments && hasArguments)) return McpMessageFault.NotJsonRpc;
                if (isName && reader.TokenType == JsonTokenType.String) name = reader.GetString();
                if (isUri && reader.TokenType == JsonTokenType.String) uri = reader.GetString();
                (hasName, hasUri, hasArguments) = (hasName || isName, hasUri || isUri, hasArguments || isArguments);
                var value = Skip(ref reader);
                if (isArguments) Arguments = value;
            }
        }
        else
        {
            reader.Skip();
        }

        (Name, IsNamedByAddress) = (name ?? uri, name is null && uri is not null);
        Parameters = Json[start..(int)reader.BytesConsumed];
        return null;
    }

    /// <summary>Looks for the idempotency key, and stands at the end of the object then.</summary>
    private void ReadMeta(ref Utf8JsonReader reader, ref bool hasKey, out bool isTwice)
    {
        isTwice = false;
        int? previousEnd = null, keyStart = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var start = (int)reader.TokenStartIndex;
            var isKey = reader.ValueTextEquals(McpMetaKeys.IdempotencyKeyUtf8);
            reader.Read();
            if (keyStart is { } from) (_keyMember, keyStart) = (from..start, null);
            if (isKey)
            {
                (isTwice, hasKey) = (isTwice || hasKey, true);
                IdempotencyKey = reader.TokenType == JsonTokenType.String ? reader.GetString() : "";
                reader.Skip();
                _keyMember = (previousEnd ?? start)..(int)reader.BytesConsumed;
                keyStart = previousEnd is null ? start : null; // the first of several goes with the comma after it
                continue;
            }

            reader.Skip();
            previousEnd = (int)reader.BytesConsumed;
        }
    }

    private McpMessage Without(Range member)
    {
        var (start, length) = member.GetOffsetAndLength(Json.Length);
        var rest = new McpMessage { Json = (byte[])[.. Json.Span[..start], .. Json.Span[(start + length)..]] };
        rest.Read();
        rest.IdempotencyKey = IdempotencyKey;
        return rest;
    }

    private ReadOnlyMemory<byte> Skip(ref Utf8JsonReader reader)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return Json[start..(int)reader.BytesConsumed];
    }
}

/// <summary>Why bytes are no message.</summary>
public enum McpMessageFault
{
    /// <summary>Not JSON in UTF-8: -32700.</summary>
    NotJson,

    /// <summary>JSON, but no JSON-RPC 2.0 message: -32600.</summary>
    NotJsonRpc,

    /// <summary>A request without an id: no call is made whose answer nobody could take (-32600).</summary>
    NoId,

    /// <summary>Several messages at once, which MCP gave up in 2025-06-18: -32600.</summary>
    Batch,
}
