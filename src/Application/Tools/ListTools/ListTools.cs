using McpService.Application.Auditing;
using McpService.Application.Callers;
using McpService.Application.Calls;
using McpService.Application.Telemetry;
using McpService.Application.Upstream;
using McpService.Domain.Auditing;
using MediatR;

namespace McpService.Application.Tools.ListTools;

/// <summary>The tools the tenant may use.</summary>
/// <param name="Context">Whose call.</param>
public sealed record ListToolsQuery(ICallContext Context) : IRequest<IReadOnlyList<ToolDefinition>>, IAuditedCall, IMeasuredCall, ICallRequest
{
    AuditAction IAuditedRequest.Action => AuditAction.ToolList;

    string? IAuditedCall.Tool => null;

    ReadOnlyMemory<byte> IAuditedCall.Arguments => default;

    string IMeasuredCall.Method => "tools/list";

    string? IMeasuredCall.ToolName => null;
}

internal sealed class ListToolsHandler(IMcpGateway gateway) : IRequestHandler<ListToolsQuery, IReadOnlyList<ToolDefinition>>
{
    public async Task<IReadOnlyList<ToolDefinition>> Handle(ListToolsQuery request, CancellationToken cancellationToken)
    {
        var tenant = request.Context.RequiredTenant;
        var tools = await gateway.ListToolsAsync(UpstreamTarget.Of(tenant), cancellationToken);
        return tenant.Access.IncludesAll ? tools : [.. tools.Where(t => tenant.Access.MayList(t.Name))];
    }
}
