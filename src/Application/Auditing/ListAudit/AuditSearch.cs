using System.Security.Cryptography;
using System.Text;
using McpService.Application.Callers;
using McpService.Application.Tenants;
using McpService.Domain.Auditing;

namespace McpService.Application.Auditing.ListAudit;

/// <summary>What of the trail is to be read.</summary>
/// <param name="TenantRef">Rows of this tenant alone; null for all.</param>
/// <param name="TenantId">The same by the tenant's public id, where only that is known.</param>
/// <param name="HidesOperators">A tenant reads: addresses of others than tenants are not for it.</param>
public sealed record AuditSearch(Guid? TenantRef, string? TenantId, bool HidesOperators)
{
    public DateTimeOffset? From { get; init; }

    public DateTimeOffset? To { get; init; }

    public AuditAction? Action { get; init; }

    public string? Tool { get; init; }

    public AuditOutcome? Outcome { get; init; }

    public AuditActor? Actor { get; init; }

    public string? KeyId { get; init; }

    public Guid? RequestId { get; init; }

    /// <summary>Whatever the filters say, a tenant reads its own rows.</summary>
    internal static AuditSearch Of(AuditFilters filters, Caller caller) => new(caller.Tenant?.Id, caller.Tenant is null ? filters.TenantId : null, caller.Kind == AuditActor.Tenant)
    {
        From = AuditTimes.Parse(filters.From),
        To = AuditTimes.Parse(filters.To),
        Action = filters.Action is { } action ? AuditWords<AuditAction>.Parse(action) : null,
        Tool = filters.Tool,
        Outcome = filters.Outcome is { } outcome ? AuditWords<AuditOutcome>.Parse(outcome) : null,
        Actor = filters.Actor is { } actor ? AuditWords<AuditActor>.Parse(actor) : null,
        KeyId = filters.KeyId,
        RequestId = filters.RequestId is { } request ? Guid.ParseExact(request, "N") : null,
    };

    /// <summary>Tells one query from another: a place in the one means nothing in the other.</summary>
    internal byte[] Mark() => SHA256.HashData(Encoding.UTF8.GetBytes(ToString()))[..8];
}
