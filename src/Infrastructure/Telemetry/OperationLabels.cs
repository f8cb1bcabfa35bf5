using System.Diagnostics;
using McpService.Application.Mcp;
using McpService.Domain.Auditing;
using Microsoft.Extensions.Options;

namespace McpService.Infrastructure.Telemetry;

/// <summary>Labels of an operation in metrics: the conventions' names, each from a closed set or under a cap.</summary>
internal sealed class OperationLabels(IOptions<TelemetryOptions> options)
{
    public const string ToolCall = "tools/call";
    public const string ExecuteTool = "execute_tool";
    public const string Transport = "tcp";
    public const string Other = "other";

    private const int MaxTools = 500;
    private const int MaxTenants = 1000;

    private static readonly HashSet<string> Methods =
    [
        "initialize", "ping", ToolCall, "tools/list", "prompts/get", "prompts/list", "resources/list", "resources/read", "resources/templates/list",
        "resources/subscribe", "resources/unsubscribe", "completion/complete", "logging/setLevel", "server/discover", "subscriptions/listen",
        "tasks/get", "tasks/list", "tasks/result", "tasks/cancel",
    ];

    private readonly LabelCap _tools = new(MaxTools);
    private readonly LabelCap _tenants = new(MaxTenants);

    /// <summary>Labels of one operation.</summary>
    public TagList Of(in EndedOperation ended)
    {
        var operation = ended.Operation;
        var labels = new TagList
        {
            { "mcp.method.name", Methods.Contains(operation.Method) ? operation.Method : Other },
            { "network.transport", Transport },
        };
        if (RevisionOf(operation.Revision) is { } revision) labels.Add("mcp.protocol.version", revision);
        if (ended.Tool is not null) labels.Add("gen_ai.tool.name", ToolOf(ended));
        if (operation.Method == ToolCall) labels.Add("gen_ai.operation.name", ExecuteTool);
        if (ended.ErrorType is { } error) labels.Add("error.type", error);
        if (options.Value.MetricsTenants && operation.TenantId is { } tenant) labels.Add("mcpservice.tenant.id", _tenants.Of(tenant));
        return labels;
    }

    /// <summary>A revision that there is; null for none.</summary>
    public static string? RevisionOf(string? revision) => revision is null || McpRevisions.All.Contains(revision) ? revision : Other;

    /// <summary>A call that was never sent may name a tool that nobody has: such a name takes no place.</summary>
    private string ToolOf(in EndedOperation ended) =>
        ended.Outcome is AuditOutcome.NotSent or AuditOutcome.Refused ? _tools.Known(ended.Tool!) : _tools.Of(ended.Tool!);
}
