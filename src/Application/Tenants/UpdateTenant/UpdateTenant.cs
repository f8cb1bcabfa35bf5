using AutoMapper;
using McpService.Application.Validation;
using McpService.Domain.Auditing;
using McpService.Domain.Tenants;
using MediatR;

namespace McpService.Application.Tenants.UpdateTenant;

/// <summary>Changes some of a tenant: what is left out stays, null resets to the default.</summary>
public sealed record UpdateTenantCommand : TenantChange<TenantResponse>
{
    /// <summary>Display name.</summary>
    public OptionalField<string> Name { get; init; }

    /// <summary>The integrations whose tools the tenant gets: one key, several with commas, or <c>*</c> for whatever the credential opens.</summary>
    public OptionalField<string> IntegrationKey { get; init; }

    /// <summary>Which tools the tenant may see and call; null means all.</summary>
    public OptionalField<ToolPolicyChange> Tools { get; init; }

    /// <summary>The tenant's own limits; null means the defaults of the service.</summary>
    public OptionalField<LimitsChange> Limits { get; init; }

    /// <summary>Seconds one upstream call may take, 1 to 600; null means the default of the service.</summary>
    public OptionalField<int?> TimeoutSeconds { get; init; }

    protected override AuditAction Action => AuditAction.TenantUpdate;
}

internal sealed class UpdateTenantHandler(ITenantRepository tenants, IMapper mapper, TimeProvider time) : IRequestHandler<UpdateTenantCommand, TenantResponse>
{
    public async Task<TenantResponse> Handle(UpdateTenantCommand request, CancellationToken cancellationToken)
    {
        var tenant = await tenants.FindForAsync(request, cancellationToken);
        Change(tenant, request, time.GetUtcNow());
        await tenants.SaveAsync(tenant, cancellationToken);
        return mapper.Map<TenantResponse>(tenant);
    }

    private static void Change(Tenant tenant, UpdateTenantCommand request, DateTimeOffset now)
    {
        if (request.Name.IsGiven) tenant.Rename(request.Name.Value!, now);
        if (request.IntegrationKey.IsGiven) tenant.ChangeIntegrations(Integrations.Parse(request.IntegrationKey.Value), now);
        if (request.Tools.IsGiven) tenant.SetTools(request.Tools.Value?.ApplyTo(tenant.Tools) ?? ToolPolicy.Everything, now);
        if (request.Limits.IsGiven) tenant.SetLimits(request.Limits.Value?.ApplyTo(tenant.Limits) ?? TenantLimits.Default, now);
        if (request.TimeoutSeconds.IsGiven) tenant.SetTimeout(request.TimeoutSeconds.Value, now);
    }
}
