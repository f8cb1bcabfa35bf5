using McpService.Application.Errors;
using McpService.Domain.Secrets;

namespace McpService.Application.Tokens;

/// <summary>What a token must be that a new one is asked for with. A key shown once is good for a working day, not for ever.</summary>
internal sealed class TokenRenewal(IAccessTokenVerifier tokens, TimeProvider time)
{
    /// <summary>From the moment the key was shown.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromHours(8);

    /// <summary>What the token says.</summary>
    /// <exception cref="UnauthorizedException"><c>invalid_credentials</c>, or <c>session_over</c> when the key was shown too long ago.</exception>
    public AccessTokenClaims Check(Secret token, bool isAdmin)
    {
        if (tokens.Verify(token.Reveal()) is not { IsOperator: false } claims || claims.IsAdmin != isAdmin)
            throw new UnauthorizedException("invalid_credentials", "The token is not valid, or not any more, or of another kind than the one asked for.");
        if (time.GetUtcNow() >= claims.AuthenticatedAt + Limit)
            throw new UnauthorizedException("session_over", $"The key was shown more than {Limit.TotalHours} hours ago. Show it again.");
        return claims;
    }
}
