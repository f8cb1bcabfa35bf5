using FluentValidation;
using McpService.Application.Auditing;
using McpService.Application.Callers;
using McpService.Application.Errors;
using McpService.Domain.Auditing;
using McpService.Domain.Secrets;
using MediatR;

namespace McpService.Application.Tokens.IssueAdminToken;

/// <summary>Trades the admin key for a short-lived token.</summary>
public sealed record IssueAdminTokenCommand(Secret? Key) : IRequest<TokenResponse>, IAuditedRequest
{
    AuditAction IAuditedRequest.Action => AuditAction.AdminTokenIssue;

    AuditStyle IAuditedRequest.Style => AuditStyle.Event;

    bool IAuditedRequest.IsWorthAnEntry(Exception failure) => failure is not (UnavailableException or UnauthorizedException);
}

internal sealed class IssueAdminTokenValidator : AbstractValidator<IssueAdminTokenCommand>
{
    public IssueAdminTokenValidator() => RuleFor(c => c.Key)
        .Must(k => k is { Length: > 0 }).WithMessage("is required: the admin API key.")
        .Must(k => k is null or { Length: <= 1024 }).WithMessage("must be at most 1024 characters.");
}

internal sealed class IssueAdminTokenHandler(IAdminKey adminKey, IAccessTokenIssuer tokens, ICallContext context)
    : IRequestHandler<IssueAdminTokenCommand, TokenResponse>
{
    public Task<TokenResponse> Handle(IssueAdminTokenCommand request, CancellationToken cancellationToken)
    {
        if (!adminKey.Matches(request.Key!)) throw new UnauthorizedException("invalid_admin_key", "This is not the admin API key.");

        context.Identify(Caller.Admin);
        var token = tokens.IssueForAdmin();
        return Task.FromResult(new TokenResponse(token.Token, "Bearer", token.ExpiresIn));
    }
}
