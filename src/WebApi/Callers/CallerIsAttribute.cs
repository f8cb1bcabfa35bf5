using McpService.Domain.Auditing;

namespace McpService.WebApi.Callers;

/// <summary>Whom a route is for. A path that names a tenant is for that tenant alone, or for the operator.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
internal sealed class CallerIsAttribute(params AuditActor[] kinds) : Attribute
{
    private readonly AuditActor[] _kinds = kinds;

    public bool Admits(AuditActor kind) => Array.IndexOf(_kinds, kind) >= 0;
}
