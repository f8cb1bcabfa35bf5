using McpService.Application.Auditing;
using McpService.Application.Tenants;
using McpService.Application.Validation;
using McpService.Domain.Tenants;

namespace McpService.Application.Callers;

/// <summary>The request under way, as far as use cases and the audit trail need to know it. One per request.</summary>
public interface ICallContext
{
    Caller Caller { get; }

    /// <summary>Tells who is asking, once a credential proved it.</summary>
    void Identify(Caller caller);

    /// <summary>Id that the caller finds in the answer and the operator in the log and the trail.</summary>
    string RequestId { get; }

    /// <summary>Address of the caller, behind trusted proxies only; null where there is none.</summary>
    string? RemoteAddress { get; }

    /// <summary>The request's <c>traceparent</c> (W3C Trace Context), as it stands there; null for none.</summary>
    string? TraceParent { get; }

    /// <summary>The request's <c>tracestate</c>, as it stands there; null for none.</summary>
    string? TraceState { get; }

    /// <summary>What was found wrong while the request was read.</summary>
    IRequestFaults Faults { get; }

    /// <summary>What the request is doing, as the trail has it.</summary>
    AuditEntries Acts { get; }

    /// <summary>The request's <c>Idempotency-Key</c>, as it stands there, several with commas and spaces; null for none.</summary>
    string? IdempotencyKey { get; }

    /// <summary>The tenant asking.</summary>
    /// <exception cref="InvalidOperationException">The route let somebody else through: a fault of ours.</exception>
    TenantSnapshot RequiredTenant => Caller.Tenant ?? throw new InvalidOperationException("This use case needs a tenant's credential.");
}
