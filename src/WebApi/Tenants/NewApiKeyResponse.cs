using McpService.Application.Tenants;
using McpService.Application.Tenants.CreateApiKey;
using McpService.Application.Tenants.RotateApiKey;
using McpService.Domain.Tenants;

namespace McpService.WebApi.Tenants;

/// <summary>An API key that was just created.</summary>
/// <param name="ApiKey">The key, shown this once.</param>
/// <param name="KeyId">Its public part, by which it is listed and revoked.</param>
/// <param name="Label">What the operator calls it, or null.</param>
/// <param name="CreatedAt">When it was created.</param>
public sealed record NewApiKeyResponse(string ApiKey, string KeyId, string? Label, DateTimeOffset CreatedAt)
{
    internal static NewApiKeyResponse Of(CreatedApiKey created) => new(created.Text.Reveal(), created.KeyId, created.Label, created.CreatedAt);
}

/// <summary>An API key that takes the place of another.</summary>
/// <param name="ApiKey">The new key, shown this once.</param>
/// <param name="KeyId">Its public part, by which it is listed and revoked.</param>
/// <param name="PreviousExpiresAt">Until when the old key works; null where there was none.</param>
public sealed record RotatedApiKeyResponse(string ApiKey, string KeyId, DateTimeOffset? PreviousExpiresAt)
{
    internal static RotatedApiKeyResponse Of(RotatedApiKey rotated) => new(rotated.Text.Reveal(), rotated.KeyId, rotated.PreviousExpiresAt);
}
