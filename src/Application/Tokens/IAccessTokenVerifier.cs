using McpService.Application.Errors;
using McpService.Application.Tenants;

namespace McpService.Application.Tokens;

/// <summary>Tells whose one of the gateway's own bearer tokens is.</summary>
public interface IAccessTokenVerifier
{
    /// <summary>
    /// What a good token says; null for any other text. Whether the API key of a tenant's token still lives is for the caller to ask
    /// the <see cref="ITenantDirectory"/>.
    /// </summary>
    /// <exception cref="Errors.UnavailableException"><c>database_unavailable</c>: the signing keys could not be loaded yet.</exception>
    AccessTokenClaims? Verify(string token);
}

/// <summary>What a verified token says.</summary>
/// <param name="IsAdmin">True for the operator: then there is neither tenant nor key.</param>
/// <param name="TenantId">Public id of the tenant; null for the operator only.</param>
/// <param name="KeyId">The API key the token was issued for; null for the operator, whether with a token of its own or of a tenant.</param>
/// <param name="ExpiresAt">End of its life.</param>
public sealed record AccessTokenClaims(bool IsAdmin, string? TenantId, string? KeyId, DateTimeOffset ExpiresAt)
{
    /// <summary>When the key was shown that the token, or the first of those it was renewed from, was got for.</summary>
    public required DateTimeOffset AuthenticatedAt { get; init; }

    /// <summary>A tenant's token that an operator holds.</summary>
    public bool IsOperator { get; init; }

    /// <summary>How often the tenant had been suspended when an operator was lent the token.</summary>
    public int Suspensions { get; init; }
}
