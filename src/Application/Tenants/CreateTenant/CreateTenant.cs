using System.Text.Json.Serialization;
using AutoMapper;
using McpService.Application.Auditing;
using McpService.Application.Idempotency;
using McpService.Domain.Auditing;
using McpService.Domain.Secrets;
using McpService.Domain.Tenants;
using MediatR;

namespace McpService.Application.Tenants.CreateTenant;

/// <summary>A new tenant with one upstream credential.</summary>
/// <param name="Name">Display name; the integration key when left out.</param>
/// <param name="IntegrationKey">The integrations whose tools the tenant gets: one key, several with commas, or <c>*</c> for whatever the credential opens.</param>
/// <param name="IntegrationAppToken">A ready-made upstream token, or null.</param>
/// <param name="Workspace">What upstream tokens are minted with, or null.</param>
public sealed record CreateTenantCommand(string? Name, string? IntegrationKey, Secret? IntegrationAppToken, WorkspaceInput? Workspace)
    : IRequest<CreatedTenant>, IAuditedRequest, IIdempotentRequest
{
    /// <summary>The credential given, whichever it is.</summary>
    [JsonIgnore]
    public CredentialInput Credential => new(IntegrationAppToken, Workspace);

    AuditAction IAuditedRequest.Action => AuditAction.TenantCreate;

    AuditStyle IAuditedRequest.Style => AuditStyle.Change;
}

/// <summary>A tenant and its first API key, whose text is here this once.</summary>
public sealed record CreatedTenant(TenantResponse Tenant, Secret ApiKey);

internal sealed class CreateTenantHandler(
    ITenantRepository tenants, ICredentialSealer credentials, IApiKeyIssuer keys, IdempotentAct act, IMapper mapper, TimeProvider time)
    : IRequestHandler<CreateTenantCommand, CreatedTenant>
{
    public async Task<CreatedTenant> Handle(CreateTenantCommand request, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var integrations = Integrations.Parse(request.IntegrationKey);
        var tenant = new Tenant(Guid.CreateVersion7(now), request.Name ?? NameAfter(integrations), integrations, now);
        tenant.ReplaceCredential(credentials.Seal(tenant.Id, request.Credential), now);
        var (apiKey, stored) = keys.Issue(label: null);
        tenant.AddApiKey(Guid.CreateVersion7(now), stored, now);

        var created = act.Answer(new CreatedTenant(mapper.Map<TenantResponse>(tenant), apiKey));
        await tenants.SaveAsync(tenant, cancellationToken);
        return created;
    }

    private static string NameAfter(Integrations integrations)
    {
        var name = integrations.ToString();
        return name.Length <= Tenant.MaxNameLength ? name : name[..Tenant.MaxNameLength];
    }
}
