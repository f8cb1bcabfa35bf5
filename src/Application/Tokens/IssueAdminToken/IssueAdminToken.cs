using System.Text.Json.Serialization;
using FluentValidation;
using McpService.Application.Auditing;
using McpService.Application.Callers;
using McpService.Application.Errors;
using McpService.Domain.Auditing;
using McpService.Domain.Secrets;
using MediatR;

namespace McpService.Application.Tokens.IssueAdminToken;

/// <summary>Trades the admin key, or a token that still lives, for a short-lived token.</summary>
/// <param name="Key">The admin key; may be left out where a token is shown instead.</param>
public sealed record IssueAdminTokenCommand(Secret? Key) : IRequest<TokenResponse>, IAuditedRequest
{
    /// <summary>A token of the operator to renew; does not count beside a key.</summary>
    [JsonIgnore]
    public Secret? Token { get; init; }

    AuditAction IAuditedRequest.Action => AuditAction.AdminTokenIssue;

    AuditStyle IAuditedRequest.Style => AuditStyle.Event;

    bool IAuditedRequest.IsWorthAnEntry(Exception failure) => failure is not (UnavailableException or UnauthorizedException);
}

internal sealed class IssueAdminTokenValidator : AbstractValidator<IssueAdminTokenCommand>
{
    public IssueAdminTokenValidator() => RuleFor(c => c.Key)
        .Must((c, k) => k is { Length: > 0 } || (k is null && c.Token is not null)).WithMessage("is required: the admin API key.")
        .Must(k => k is null or { Length: <= 1024 }).WithMessage("must be at most 1024 characters.");
}

internal sealed class IssueAdminTokenHandler(IAdminKey adminKey, IAccessTokenIssuer tokens, TokenRenewal renewal, ICallContext context)
    : IRequestHandler<IssueAdminTokenCommand, TokenResponse>
{
    public Task<TokenResponse> Handle(IssueAdminTokenCommand request, CancellationToken cancellationToken)
    {
        var renewed = request.Key is null ? renewal.Check(request.Token!, isAdmin: true) : null;
        if (request.Key is not null && !adminKey.Matches(request.Key)) throw new UnauthorizedException("invalid_admin_key", "This is not the admin API key.");

        context.Identify(Caller.Admin);
        var token = tokens.IssueForAdmin(renewed?.AuthenticatedAt);
        return Task.FromResult(new TokenResponse(token.Token, "Bearer", token.ExpiresIn));
    }
}
