using System.Text.Json;
using McpService.Application.Mcp;
using McpService.Infrastructure.Mcp.Tools;
using McpService.Infrastructure.Mcp.Wire;
using McpHeaderEncoder = ModelContextProtocol.Protocol.McpHeaderEncoder;

namespace McpService.Infrastructure.Mcp.Bridge;

/// <summary>What a 2026-07-28 request must look like before anything is made of it, in the order the specification checks it.</summary>
internal static class SessionlessRules
{
    /// <summary>The revisions the gateway serves, newest first; the same list wherever one is told.</summary>
    public static readonly IReadOnlyList<string> Supported = [.. McpRevisions.All.Reverse()];

    /// <exception cref="McpException">The first rule that does not hold.</exception>
    public static void Check(McpExchange exchange, McpMessage message, SessionlessMeta meta)
    {
        if (exchange.Revision is null) throw Mismatch(message, $"The header {McpHeaders.ProtocolVersion} is missing.");
        if (meta.Revision is not null && meta.Revision != exchange.Revision)
            throw Mismatch(message, $"The header {McpHeaders.ProtocolVersion} and {McpMetaKeys.Revision} in params._meta must agree.");
        if (!McpRevisions.IsSessionless(exchange.Revision)) throw Unsupported(message.Id, exchange.Revision, Supported);
        if (meta.Revision is null || !meta.HasCapabilities)
            throw new McpException(400, JsonRpcCodes.InvalidParams, $"params._meta must have {McpMetaKeys.Revision} and {McpMetaKeys.ClientCapabilities}.", message.Id);

        if (HeaderOf(exchange, McpHeaders.Method) != message.Method) throw Mismatch(message, $"The header {McpHeaders.Method} must repeat the method.");
        if (message.Method is McpMethods.ToolsCall or McpMethods.PromptsGet or McpMethods.ResourcesRead && Decoded(exchange, McpHeaders.Name) != message.Name)
            throw Mismatch(message, $"The header {McpHeaders.Name} must repeat params.name, or params.uri.");
    }

    /// <summary>Arguments that the tool's schema wants in headers must stand there, and be the same.</summary>
    /// <exception cref="McpException">One does not.</exception>
    public static void CheckParameters(McpExchange exchange, McpMessage message, IReadOnlyList<HeaderParameter> parameters)
    {
        if (parameters.Count == 0) return;
        using var arguments = JsonDocument.Parse(message.Arguments.IsEmpty ? "{}"u8.ToArray() : message.Arguments, new JsonDocumentOptions { MaxDepth = JsonRpcMessage.MaxDepth });
        foreach (var parameter in parameters)
        {
            var value = parameter.ValueIn(arguments.RootElement);
            if (!Agree(value, Decoded(exchange, parameter.Header))) throw Mismatch(message, $"The header {parameter.Header} must repeat the argument {string.Join('.', parameter.Path)}.");
        }
    }

    /// <summary>Tasks of 2025-11-25 are asked for and kept in another way than this revision's: what one side began the other could not go on with.</summary>
    /// <exception cref="McpException">The request is about a task.</exception>
    public static void RefuseTasks(McpMessage message)
    {
        if (message.Method!.StartsWith(McpMethods.TaskPrefix, StringComparison.Ordinal))
            throw new McpException(404, JsonRpcCodes.MethodNotFound, "Method not found: tasks are not bridged to an upstream that keeps sessions.", message.Id);
        if (message.Parameters.Span.IndexOf("\"task\""u8) < 0) return;
        using var parameters = JsonDocument.Parse(message.Parameters, new JsonDocumentOptions { MaxDepth = JsonRpcMessage.MaxDepth });
        if (parameters.RootElement.Member("task"u8) is not null)
            throw new McpException(400, JsonRpcCodes.InvalidParams, "Invalid params: tasks are not bridged to an upstream that keeps sessions.", message.Id);
    }

    /// <summary>The error for a revision that is not served, or not for this request.</summary>
    public static McpException Unsupported(ReadOnlyMemory<byte> id, string requested, IReadOnlyList<string> supported) =>
        new(400, JsonRpcCodes.UnsupportedRevision, $"Unsupported protocol version; supported: {string.Join(", ", supported)}.", id) { ErrorData = new { supported, requested } };

    private static bool Agree(JsonElement? value, string? header)
    {
        if (value is not { } present) return header is null;
        if (header is null) return false;
        return present.ValueKind switch
        {
            JsonValueKind.String => present.GetString() == header,
            JsonValueKind.True or JsonValueKind.False => present.GetRawText() == header,
            JsonValueKind.Number => decimal.TryParse(header, out var number) && present.TryGetDecimal(out var own) && own == number,
            _ => true, // the specification knows no header form of it
        };
    }

    private static McpException Mismatch(McpMessage message, string text) => new(400, JsonRpcCodes.HeaderMismatch, $"Header mismatch: {text}", message.Id);

    private static string? Decoded(McpExchange exchange, string name) => HeaderOf(exchange, name) is { } value ? McpHeaderEncoder.DecodeValue(value) : null;

    private static string? HeaderOf(McpExchange exchange, string name)
    {
        foreach (var (key, value) in exchange.ParameterHeaders)
        {
            if (key.Equals(name, StringComparison.OrdinalIgnoreCase)) return value.Trim();
        }

        return null;
    }
}
