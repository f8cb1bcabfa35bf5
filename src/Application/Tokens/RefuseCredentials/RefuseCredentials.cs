using McpService.Application.Auditing;
using McpService.Application.Errors;
using McpService.Domain.Auditing;
using MediatR;

namespace McpService.Application.Tokens.RefuseCredentials;

/// <summary>
/// Refuses a caller whose credentials are good and name different tenants. A use case of its own because it is audited, other than a
/// wrong key: somebody holds the keys of two tenants. The row names the tenant of the API key.
/// </summary>
public sealed record RefuseCredentialsCommand : IRequest<Unit>, IAuditedRequest
{
    AuditAction IAuditedRequest.Action => AuditAction.CredentialsRefuse;

    AuditStyle IAuditedRequest.Style => AuditStyle.Event;
}

internal sealed class RefuseCredentialsHandler : IRequestHandler<RefuseCredentialsCommand, Unit>
{
    /// <exception cref="UnauthorizedException">Always.</exception>
    public Task<Unit> Handle(RefuseCredentialsCommand request, CancellationToken cancellationToken) =>
        throw new UnauthorizedException("credentials_disagree", "The credentials given do not belong to the same tenant.");
}
