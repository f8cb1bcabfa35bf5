using McpService.Application.Tenants;
using McpService.Domain.Auditing;
using McpService.Domain.Tenants;

namespace McpService.Application.Callers;

/// <summary>Who is asking, as the credential says it; never as a path or a body says it.</summary>
/// <param name="Kind">Anonymous until a credential proves otherwise.</param>
/// <param name="Tenant">The tenant of a tenant's credential; null for anyone else.</param>
/// <param name="KeyId">The API key behind the credential; null for anyone but a tenant, and for an operator with a token of one.</param>
public sealed record Caller(AuditActor Kind, TenantSnapshot? Tenant, string? KeyId)
{
    /// <summary>End of the life of the token that was shown; null for a key.</summary>
    public DateTimeOffset? EndsAt { get; init; }

    /// <summary>An operator holds a token of the tenant: it may do what the tenant may, and the trail says that the operator did.</summary>
    public bool IsOperator { get; init; }

    /// <summary>Who is meant where it is told who did something.</summary>
    public AuditActor Actor => IsOperator ? AuditActor.Admin : Kind;

    public static readonly Caller Anonymous = new(AuditActor.Anonymous, null, null);
    public static readonly Caller Admin = new(AuditActor.Admin, null, null);
}
