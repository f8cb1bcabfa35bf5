using System.Diagnostics;

namespace McpService.Infrastructure.Telemetry;

/// <summary>What spans say, in the words of OpenTelemetry's conventions for MCP. Never an argument, a result, a session id, a ticket or a token.</summary>
internal static class SpanText
{
    /// <summary>A name that a client made up is not longer than this in a span.</summary>
    private const int MaxLength = 256;

    /// <summary><c>{method} {tool}</c></summary>
    public static string NameOf(string method, string? tool) => tool is null ? Bounded(method) : $"{Bounded(method)} {Bounded(tool)}";

    /// <summary>Ends a span with what is known by now.</summary>
    public static void Finish(Activity span, in EndedOperation ended)
    {
        if (span.IsAllDataRequested)
        {
            span.DisplayName = NameOf(ended.Operation.Method, ended.Tool);
            span.SetTag("mcp.method.name", Bounded(ended.Operation.Method));
            span.SetTag("mcp.protocol.version", OperationLabels.RevisionOf(ended.Operation.Revision));
            span.SetTag("network.transport", OperationLabels.Transport);
            span.SetTag("mcpservice.tenant.id", ended.Operation.TenantId);
            span.SetTag("mcpservice.outcome", ended.Outcome.ToString());
            if (ended.Tool is not null) span.SetTag("gen_ai.tool.name", Bounded(ended.Tool));
            if (ended.Operation.Method == OperationLabels.ToolCall) span.SetTag("gen_ai.operation.name", OperationLabels.ExecuteTool);
            if (ended.ErrorType is { } error) span.SetTag("error.type", error).SetStatus(ActivityStatusCode.Error, error);
        }

        span.Stop();
    }

    private static string Bounded(string text) => text.Length <= MaxLength ? text : text[..MaxLength];
}
