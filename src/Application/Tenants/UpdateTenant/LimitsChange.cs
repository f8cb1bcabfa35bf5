using McpService.Application.Validation;
using McpService.Domain.Tenants;

namespace McpService.Application.Tenants.UpdateTenant;

/// <summary>Changes to a tenant's limits: what is left out stays, null means the default of the service.</summary>
public sealed record LimitsChange
{
    /// <summary>Sustained requests a second, 1 to 1,000,000.</summary>
    public OptionalField<int?> RequestsPerSecond { get; init; }

    /// <summary>Requests that may come at once before the sustained rate holds, 1 to 1,000,000.</summary>
    public OptionalField<int?> Burst { get; init; }

    /// <summary>Upstream calls under way at once, 1 to 10,000.</summary>
    public OptionalField<int?> Concurrency { get; init; }

    internal bool IsEmpty => !RequestsPerSecond.IsGiven && !Burst.IsGiven && !Concurrency.IsGiven;

    internal TenantLimits ApplyTo(TenantLimits current) => new(
        RequestsPerSecond.Or(current.RequestsPerSecond), Burst.Or(current.Burst), Concurrency.Or(current.Concurrency));
}
