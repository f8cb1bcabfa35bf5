using McpService.Application.Errors;
using McpService.Domain.Tenants;

namespace McpService.Application.Tenants;

/// <summary>The revisions of a tenant that a change is meant for, so that nobody overwrites what they have not seen.</summary>
/// <param name="AnyOf">One of these must be the current one; null takes whichever is.</param>
public sealed record RevisionCondition(IReadOnlyList<long>? AnyOf)
{
    public static readonly RevisionCondition None = new(AnyOf: null);

    /// <exception cref="PreconditionFailedException">The tenant is at another revision.</exception>
    internal void Check(Tenant tenant)
    {
        if (AnyOf?.Contains(tenant.Revision) == false) throw new PreconditionFailedException();
    }
}
