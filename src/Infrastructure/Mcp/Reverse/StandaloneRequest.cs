using System.Text;
using System.Text.Json;
using McpService.Application.Mcp;
using McpService.Infrastructure.Mcp.Sessions;
using McpService.Infrastructure.Mcp.Tools;
using McpService.Infrastructure.Mcp.Wire;

namespace McpService.Infrastructure.Mcp.Reverse;

/// <summary>A client's request as it stands alone: what its session would remember goes along in <c>_meta</c> and in headers (2026-07-28, "Requests").</summary>
internal static class StandaloneRequest
{
    private static readonly byte[] RevisionKey = Encoding.UTF8.GetBytes(McpMetaKeys.Revision);
    private static readonly byte[] InfoKey = Encoding.UTF8.GetBytes(McpMetaKeys.ClientInfo);
    private static readonly byte[] CapabilitiesKey = Encoding.UTF8.GetBytes(McpMetaKeys.ClientCapabilities);
    private static readonly byte[] LevelKey = Encoding.UTF8.GetBytes(McpMetaKeys.LogLevel);
    private static readonly byte[] Revision = Encoding.UTF8.GetBytes($"\"{McpRevisions.NewestSessionless}\"");

    /// <summary>The message that goes up.</summary>
    /// <param name="id">Its id, as JSON.</param>
    /// <param name="method">Its method.</param>
    /// <param name="parameters">The client's <c>params</c>; empty for none.</param>
    /// <param name="session">Whose request.</param>
    /// <param name="logLevel">What the client wants to be told of; null for nothing.</param>
    /// <param name="answers">To what the upstream asked before; null on the first round.</param>
    public static McpMessage Write(ReadOnlySpan<byte> id, string method, ReadOnlyMemory<byte> parameters, BridgedSession session, string? logLevel, InputAnswers? answers)
    {
        using var written = new RawObject(parameters.Length + 1024);
        written.Add("jsonrpc"u8, "\"2.0\""u8);
        written.Add("id"u8, id);
        written.Add("method"u8, JsonRpcWriter.Quote(method));
        written.Add("params"u8, WriteParameters(parameters, session, logLevel, answers));
        var json = written.End().ToArray();
        return McpMessage.TryParse(json, out var message) is null ? message! : throw new McpException(400, JsonRpcCodes.InvalidParams, "Invalid params", id.ToArray());
    }

    /// <summary>The headers that repeat what the message says.</summary>
    /// <param name="message">From <see cref="Write"/>.</param>
    /// <param name="repeated">Arguments that the tool wants repeated; null where none is known.</param>
    public static List<KeyValuePair<string, string>> Headers(McpMessage message, IReadOnlyList<HeaderParameter>? repeated)
    {
        var name = message.Method is McpMethods.ToolsCall or McpMethods.PromptsGet or McpMethods.ResourcesRead ? message.Name : null;
        return SessionlessEnvelope.Headers(message.Method!, name, message.Parameters, repeated);
    }

    private static byte[] WriteParameters(ReadOnlyMemory<byte> parameters, BridgedSession session, string? logLevel, InputAnswers? answers)
    {
        using var source = JsonDocument.Parse(parameters.IsEmpty ? "{}"u8.ToArray() : parameters, new JsonDocumentOptions { MaxDepth = JsonRpcMessage.MaxDepth });
        using var written = new RawObject(parameters.Length + 1024);
        JsonElement? meta = null;
        if (source.RootElement.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in source.RootElement.EnumerateObject())
            {
                if (RawObject.IsNamed(member, "_meta"u8)) meta = member.Value;
                else if (!RawObject.IsNamed(member, "inputResponses"u8) && !RawObject.IsNamed(member, "requestState"u8) && !RawObject.IsNamed(member, "task"u8)) written.Add(member);
            }
        }

        if (answers is not null)
        {
            if (!answers.Responses.IsEmpty) written.Add("inputResponses"u8, answers.Responses.Span);
            if (!answers.State.IsEmpty) written.Add("requestState"u8, answers.State.Span);
        }

        written.Add("_meta"u8, WriteMeta(meta, session, logLevel));
        return written.End().ToArray();
    }

    private static byte[] WriteMeta(JsonElement? meta, BridgedSession session, string? logLevel)
    {
        using var written = new RawObject(1024);
        if (meta is { ValueKind: JsonValueKind.Object } given)
        {
            foreach (var member in given.EnumerateObject())
            {
                if (JsonText.NameOf(member) is { } name && !McpMetaKeys.IsOfTheRevision(name)) written.Add(member);
            }
        }

        written.Add(RevisionKey, Revision);
        if (!session.ClientInfo.IsEmpty) written.Add(InfoKey, session.ClientInfo.Span);
        written.Add(CapabilitiesKey, session.Capabilities.Span);
        if (logLevel is not null) written.Add(LevelKey, JsonRpcWriter.Quote(logLevel));
        return written.End().ToArray();
    }
}
