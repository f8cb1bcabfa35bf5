using McpService.Application.Callers;
using McpService.Application.Errors;
using McpService.Application.Tenants;
using McpService.Domain.Auditing;
using McpService.Domain.Tenants;
using Microsoft.AspNetCore.Authorization;

namespace McpService.WebApi.Callers;

/// <summary>The route is for these kinds of callers.</summary>
internal sealed class CallerRequirement(params AuditActor[] kinds) : IAuthorizationRequirement
{
    public IReadOnlyList<AuditActor> Kinds { get; } = kinds;
}

/// <summary>Says no in the order that tells least: a suspended tenant, the wrong kind of caller, a path that names somebody else.</summary>
internal sealed class CallerRequirementHandler(ICallContext call) : AuthorizationHandler<CallerRequirement>
{
    public const string TenantRouteValue = "tenantId";

    /// <exception cref="ForbiddenException">The tenant is suspended, or the route is for another kind of caller.</exception>
    /// <exception cref="NotFoundException">The path names a tenant that is not the caller; whether there is one, it does not learn.</exception>
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, CallerRequirement requirement)
    {
        if (call.Caller.Kind == AuditActor.Anonymous) return Task.CompletedTask;
        if (call.Caller.Tenant?.Status == TenantStatus.Suspended) throw ForbiddenException.Suspended();
        if (!requirement.Kinds.Contains(call.Caller.Kind)) throw new ForbiddenException("forbidden", $"This is for {(requirement.Kinds.Contains(AuditActor.Admin) ? "the operator" : "tenants")} only.");
        if (call.Caller.Tenant is { } tenant && PathTenant(context) is { } named && named != tenant.TenantId) throw NotFoundException.Tenant();

        context.Succeed(requirement);
        return Task.CompletedTask;
    }

    private static string? PathTenant(AuthorizationHandlerContext context) => (context.Resource as HttpContext)?.GetRouteValue(TenantRouteValue) as string;
}
