using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using McpService.Application.Mcp;
using McpService.Infrastructure.Mcp.Dialogues;
using McpService.Infrastructure.Mcp.Sessions;
using McpService.Infrastructure.Mcp.Wire;

namespace McpService.Infrastructure.Mcp.Bridge;

/// <summary>Answers of an older upstream as a 2026-07-28 client expects them.</summary>
internal static class BridgeResult
{
    private const string ElicitationCode = "url_elicitation_required";

    /// <summary>The whole response for a result that nobody keeps: the client's id and <c>resultType</c>; all else as it stands, without being read once more (5 µs a call).</summary>
    /// <param name="id">The client's.</param>
    /// <param name="result">The upstream's, an object.</param>
    /// <param name="hasType">It has a <c>resultType</c> of its own.</param>
    public static byte[] Write(ReadOnlySpan<byte> id, ReadOnlySpan<byte> result, bool hasType)
    {
        var members = result[..^1].TrimEnd(" \t\r\n"u8);
        var type = hasType ? default : members.Length == 1 ? "\"resultType\":\"complete\""u8 : ",\"resultType\":\"complete\""u8;
        return Bytes.Join("{\"jsonrpc\":\"2.0\",\"id\":"u8, id, ",\"result\":"u8, members, type, "}}"u8);
    }

    /// <summary>The whole response for a result: the client's id, <c>resultType</c>, and how long it may be kept where the revision wants that said.</summary>
    public static byte[] Write(ReadOnlySpan<byte> id, ReadOnlyMemory<byte> result, string method)
    {
        using var source = JsonDocument.Parse(result, new JsonDocumentOptions { MaxDepth = JsonRpcMessage.MaxDepth });
        using var response = new RawObject(result.Length + id.Length + 256);
        response.Add("jsonrpc"u8, "\"2.0\""u8);
        response.Add("id"u8, id);
        response.Begin("result"u8);
        WriteMembers(response, source.RootElement, McpMethods.IsCacheable(method));
        response.EndInner();
        return response.End().ToArray();
    }

    /// <summary>The whole response that asks the client something (2026-07-28, "Multi Round-Trip Requests").</summary>
    /// <param name="id">The client's.</param>
    /// <param name="questions">What is asked.</param>
    /// <param name="state">What the client is to bring back with its answers.</param>
    public static byte[] WriteInputRequired(ReadOnlySpan<byte> id, IEnumerable<Question> questions, string state)
    {
        using var asked = new RawObject(512);
        foreach (var question in questions)
        {
            using var request = new RawObject(question.Parameters.Length + 64);
            request.Add("method"u8, JsonRpcWriter.Quote(question.Method));
            request.Add("params"u8, question.Parameters.Length == 0 ? "{}"u8 : question.Parameters);
            asked.Add(Encoding.UTF8.GetBytes(question.Key), request.End());
        }

        using var response = new RawObject(1024);
        response.Add("jsonrpc"u8, "\"2.0\""u8);
        response.Add("id"u8, id);
        response.Begin("result"u8);
        response.Add("resultType"u8, "\"input_required\""u8);
        response.Add("inputRequests"u8, asked.End());
        response.Add("requestState"u8, JsonRpcWriter.Quote(state));
        response.EndInner();
        return response.End().ToArray();
    }

    /// <summary>The whole response where the upstream asks what the client did not say it can answer (2026-07-28, "Capability negotiation").</summary>
    public static byte[] WriteMissingCapability(McpMessage message, ClientCapabilities needed) => Error(
        message,
        JsonRpcCodes.MissingCapability,
        "The server asks something that the client did not declare it can answer.",
        Encoding.UTF8.GetBytes($"{{\"requiredCapabilities\":{ClientCapability.Write(needed)}}}"));

    /// <summary>The whole response for an error, and the HTTP status that goes with it.</summary>
    /// <param name="message">The client's request.</param>
    /// <param name="error">The upstream's <c>error</c>.</param>
    /// <param name="code">Its code.</param>
    public static (int Status, byte[] Body) WriteError(McpMessage message, ReadOnlyMemory<byte> error, int code)
    {
        using var source = JsonDocument.Parse(error, new JsonDocumentOptions { MaxDepth = JsonRpcMessage.MaxDepth });
        var text = JsonText.Of(source.RootElement, "message"u8) ?? "";
        var data = source.RootElement.Member("data"u8) is { } given ? JsonMarshal.GetRawUtf8Value(given) : default;
        return code switch
        {
            // Gone from this revision.
            JsonRpcCodes.ResourceNotFound => (200, Error(message, JsonRpcCodes.InvalidParams, text, data.IsEmpty ? AboutResource(message) : data)),
            JsonRpcCodes.InvalidParams when message.Method == McpMethods.ResourcesRead => (200, Error(message, code, text, data.IsEmpty ? AboutResource(message) : data)),
            JsonRpcCodes.UrlElicitationRequired => (200, Error(message, JsonRpcCodes.InternalError, text, WithCode(source.RootElement.Member("data"u8), data.Length))),
            _ => (StatusOf(code), Error(message, code, text, data)),
        };
    }

    private static byte[] Error(McpMessage message, int code, string text, ReadOnlySpan<byte> data) => JsonRpcError.WriteRaw(message.Id.Span, code, text, data);

    private static ReadOnlySpan<byte> AboutResource(McpMessage message) => JsonSerializer.SerializeToUtf8Bytes(new { uri = message.Name });

    /// <summary>The addresses to open, as the upstream gave them, under a code of the gateway's: this revision has none for it.</summary>
    private static ReadOnlySpan<byte> WithCode(JsonElement? data, int length)
    {
        using var written = new RawObject(length + 64);
        written.Add("code"u8, Encoding.UTF8.GetBytes($"\"{ElicitationCode}\""));
        if (data is { ValueKind: JsonValueKind.Object } members)
        {
            foreach (var member in members.EnumerateObject())
            {
                if (!RawObject.IsNamed(member, "code"u8)) written.Add(member);
            }
        }

        return written.End().ToArray();
    }

    private static int StatusOf(int code) => code switch
    {
        JsonRpcCodes.MethodNotFound => 404,
        >= JsonRpcCodes.UnsupportedRevision and <= JsonRpcCodes.HeaderMismatch => 400,
        _ => 200,
    };

    private static void WriteMembers(RawObject written, JsonElement result, bool cacheable)
    {
        bool hasType = false, hasTime = false;
        foreach (var member in result.EnumerateObject())
        {
            if (cacheable && RawObject.IsNamed(member, "cacheScope"u8)) continue;
            if (cacheable && RawObject.IsNamed(member, "ttlMs"u8))
            {
                if (member.Value.ValueKind != JsonValueKind.Number || !member.Value.TryGetInt64(out var time) || time < 0) continue;
                hasTime = true;
            }

            hasType |= RawObject.IsNamed(member, "resultType"u8);
            written.Add(member);
        }

        if (!hasType) written.Add("resultType"u8, "\"complete\""u8);
        if (!cacheable) return;

        // What is absent or unknown would be read as public, and a tenant's lists are nobody else's.
        if (!hasTime) written.Add("ttlMs"u8, "0"u8);
        written.Add("cacheScope"u8, "\"private\""u8);
    }
}
