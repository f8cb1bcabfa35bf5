using System.Text.Json.Serialization;
using McpService.Application.Auditing;
using McpService.Application.Errors;
using McpService.Domain.Auditing;
using McpService.Domain.Tenants;
using MediatR;

namespace McpService.Application.Tenants;

/// <summary>A change to one tenant: whose it is stands in the path, on which revision in a header, the rest in the body.</summary>
public abstract record TenantChange<TResponse> : IRequest<TResponse>, IAuditedRequest
{
    /// <summary>Public id of the tenant.</summary>
    [JsonIgnore]
    public string TenantId { get; init; } = "";

    /// <summary>The revisions that may be changed.</summary>
    [JsonIgnore]
    public RevisionCondition IfMatch { get; init; } = RevisionCondition.None;

    AuditAction IAuditedRequest.Action => Action;

    AuditStyle IAuditedRequest.Style => AuditStyle.Change;

    protected abstract AuditAction Action { get; }
}

internal static class TenantChanges
{
    /// <summary>The tenant to change.</summary>
    /// <exception cref="NotFoundException">There is none.</exception>
    /// <exception cref="PreconditionFailedException">It is at another revision than the caller knows.</exception>
    public static async Task<Tenant> FindForAsync<TResponse>(this ITenantRepository tenants, TenantChange<TResponse> change, CancellationToken cancellationToken)
    {
        var tenant = await tenants.FindAsync(change.TenantId, cancellationToken) ?? throw NotFoundException.Tenant();
        change.IfMatch.Check(tenant);
        return tenant;
    }
}
