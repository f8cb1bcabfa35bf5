using System.Text.Json.Serialization;

namespace McpService.Application.Tokens;

/// <summary>A bearer token.</summary>
/// <param name="Token">Goes into <c>Authorization: Bearer …</c>.</param>
/// <param name="TokenType">Always <c>Bearer</c>.</param>
/// <param name="ExpiresIn">Seconds until it expires.</param>
public sealed record TokenResponse(string Token, string TokenType, int ExpiresIn);

/// <summary>A tenant's bearer token.</summary>
/// <param name="Token">Goes into <c>Authorization: Bearer …</c>.</param>
/// <param name="TokenType">Always <c>Bearer</c>.</param>
/// <param name="ExpiresIn">Seconds until it expires.</param>
/// <param name="TenantId">Whose it is.</param>
public sealed record TenantTokenResponse(string Token, string TokenType, int ExpiresIn, string TenantId)
{
    /// <summary>Only under <c>TENANT_AUTH=both</c>, and then true: the API key has to be shown beside the token.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? NeedsBoth { get; init; }
}
