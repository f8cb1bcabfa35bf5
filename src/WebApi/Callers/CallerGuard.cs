using McpService.Application.Errors;
using McpService.Domain.Auditing;
using McpService.Domain.Tenants;
using McpService.WebApi.Errors;

namespace McpService.WebApi.Callers;

/// <summary>Says no in the order that tells least: a suspended tenant, the wrong kind of caller, a path that names somebody else.</summary>
internal static class CallerGuard
{
    public const string TenantRouteValue = "tenantId";

    /// <summary>Why a known caller may not pass; null where it may.</summary>
    public static Problem? Refusal(HttpContext context, CallContext call, CallerIsAttribute route)
    {
        var caller = call.Caller;
        if (caller.Tenant is { Status: TenantStatus.Suspended }) return ErrorTable.ProblemOf(ForbiddenException.Suspended());
        if (caller.IsOperator && route.Admits(AuditActor.Admin)) return ErrorTable.ProblemOf(new ForbiddenException("forbidden", "A tenant's token that an operator holds is for tools and for reading. Use the operator's own credential for this."));
        if (!route.Admits(caller.Kind)) return ErrorTable.ProblemOf(new ForbiddenException("forbidden", $"This is for {(route.Admits(AuditActor.Admin) ? "the operator" : "tenants")} only."));

        // Whether there is such a tenant, the caller does not learn.
        var isAnother = caller.Tenant is { } tenant && context.GetRouteValue(TenantRouteValue) is string named && named != tenant.TenantId;
        return isAnother ? ErrorTable.ProblemOf(NotFoundException.Tenant()) : null;
    }
}
