using System.Text.Json.Serialization;
using AutoMapper;
using FluentValidation;
using McpService.Application.Idempotency;
using McpService.Domain.Auditing;
using McpService.Domain.Secrets;
using McpService.Domain.Tenants;
using MediatR;

namespace McpService.Application.Tenants.ReplaceCredential;

/// <summary>Another upstream credential for a tenant. Calls under way finish with the old one.</summary>
/// <param name="IntegrationAppToken">A ready-made upstream token, or null.</param>
/// <param name="Workspace">What upstream tokens are minted with, or null.</param>
public sealed record ReplaceCredentialCommand(Secret? IntegrationAppToken, WorkspaceInput? Workspace) : TenantChange<TenantResponse>, IIdempotentRequest
{
    /// <summary>The credential given, whichever it is.</summary>
    [JsonIgnore]
    public CredentialInput Credential => new(IntegrationAppToken, Workspace);

    protected override AuditAction Action => AuditAction.CredentialReplace;
}

internal sealed class ReplaceCredentialValidator : AbstractValidator<ReplaceCredentialCommand>
{
    public ReplaceCredentialValidator(TimeProvider time)
    {
        RuleFor(c => c.TenantId).TenantId();
        RuleFor(c => c.Credential).Custom((credential, context) => CredentialRules.Check(context, credential, time));
    }
}

internal sealed class ReplaceCredentialHandler(ITenantRepository tenants, ICredentialSealer credentials, IdempotentAct act, IMapper mapper, TimeProvider time)
    : IRequestHandler<ReplaceCredentialCommand, TenantResponse>
{
    public async Task<TenantResponse> Handle(ReplaceCredentialCommand request, CancellationToken cancellationToken)
    {
        var tenant = await tenants.FindForAsync(request, cancellationToken);
        tenant.ReplaceCredential(credentials.Seal(tenant.Id, request.Credential), time.GetUtcNow());
        var replaced = act.Answer(mapper.Map<TenantResponse>(tenant));
        await tenants.SaveAsync(tenant, cancellationToken);
        return replaced;
    }
}
