using McpService.Application.Auditing;
using McpService.Application.Callers;
using McpService.Application.Telemetry;
using McpService.Application.Upstream;
using McpService.Domain.Auditing;
using MediatR;

namespace McpService.Application.Tools.ListTools;

/// <summary>The tools the tenant may use.</summary>
public sealed record ListToolsQuery : IRequest<IReadOnlyList<ToolDefinition>>, IAuditedCall, IMeasuredCall
{
    AuditAction IAuditedRequest.Action => AuditAction.ToolList;

    string? IAuditedCall.Tool => null;

    ReadOnlyMemory<byte> IAuditedCall.Arguments => default;

    string IMeasuredCall.Method => "tools/list";

    string? IMeasuredCall.ToolName => null;
}

internal sealed class ListToolsHandler(IMcpGateway gateway, ICallContext context) : IRequestHandler<ListToolsQuery, IReadOnlyList<ToolDefinition>>
{
    public async Task<IReadOnlyList<ToolDefinition>> Handle(ListToolsQuery request, CancellationToken cancellationToken)
    {
        var tenant = context.RequiredTenant;
        var tools = await gateway.ListToolsAsync(UpstreamTarget.Of(tenant), cancellationToken);
        return tenant.Tools.AllowsEverything ? tools : [.. tools.Where(t => tenant.Tools.Allows(t.Name))];
    }
}
