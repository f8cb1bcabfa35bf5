using System.Text.Json;
using System.Text.Json.Serialization;
using McpService.Application.Auditing;
using McpService.Application.Callers;
using McpService.Application.Errors;
using McpService.Application.Tenants;
using McpService.Application.Tenants.UpdateTenant;
using McpService.Application.Upstream;
using McpService.Application.Validation;
using McpService.Domain.Auditing;
using McpService.Domain.Tenants;
using MediatR;

namespace McpService.Application.Tools.PreviewTools;

/// <summary>Which of a tenant's tools would remain under a policy that is not in force yet. The upstream is asked with the tenant's credential.</summary>
public sealed record PreviewToolsQuery : IRequest<ToolPreviewResponse>, IAuditedCall
{
    /// <summary>Public id of the tenant.</summary>
    [JsonIgnore]
    public string TenantId { get; init; } = "";

    /// <summary>The policy, as a change of the tenant has it: what is left out is as it is, null allows every tool.</summary>
    public OptionalField<ToolPolicyChange> Tools { get; init; }

    AuditAction IAuditedRequest.Action => AuditAction.ToolList;

    string? IAuditedCall.Tool => null;

    ReadOnlyMemory<byte> IAuditedCall.Arguments => default;
}

/// <summary>A tenant's tools under a policy.</summary>
/// <param name="Allowed">How many remain.</param>
/// <param name="Hidden">How many are hidden.</param>
/// <param name="Tools">Every tool of the tenant's integrations, in the upstream's order.</param>
public sealed record ToolPreviewResponse(int Allowed, int Hidden, IReadOnlyList<PreviewedTool> Tools);

/// <summary>A tool under a policy.</summary>
/// <param name="Name">Full name.</param>
/// <param name="Title">For people, as the upstream gives it; or null.</param>
/// <param name="IsAllowed">The tenant would see it and might call it.</param>
public sealed record PreviewedTool(string Name, string? Title, bool IsAllowed);

internal sealed class PreviewToolsHandler(ITenantDirectory tenants, IMcpGateway gateway, ICallContext context) : IRequestHandler<PreviewToolsQuery, ToolPreviewResponse>
{
    public async Task<ToolPreviewResponse> Handle(PreviewToolsQuery request, CancellationToken cancellationToken)
    {
        var tenant = await tenants.FindByTenantIdAsync(request.TenantId, cancellationToken) ?? throw NotFoundException.Tenant();

        // The entry names the tenant; who asks stays the operator.
        context.Identify(context.Caller with { Tenant = tenant });
        if (tenant.Status == TenantStatus.Suspended) throw ForbiddenException.Suspended();

        var policy = request.Tools.IsGiven ? request.Tools.Value?.ApplyTo(tenant.Tools) ?? ToolPolicy.Everything : tenant.Tools;
        var ofTenant = new ToolAccess(tenant.Access.Integrations, ToolPolicy.Everything);
        var listed = await gateway.ListToolsAsync(UpstreamTarget.Of(tenant), cancellationToken);
        var tools = listed.Where(t => ofTenant.MayList(t.Name)).Select(t => new PreviewedTool(t.Name, TitleOf(t), policy.Allows(t.Name))).ToList();
        return new ToolPreviewResponse(tools.Count(t => t.IsAllowed), tools.Count(t => !t.IsAllowed), tools);
    }

    private static string? TitleOf(ToolDefinition tool)
    {
        using var json = JsonDocument.Parse(tool.Json);
        return json.RootElement.TryGetProperty("title", out var title) && title.ValueKind == JsonValueKind.String ? title.GetString() : null;
    }
}
