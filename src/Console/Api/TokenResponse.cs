namespace McpService.Console.Api;

/// <summary>A short-lived token.</summary>
public sealed record TokenResponse(string Token, int ExpiresIn, string? TenantId, bool NeedsBoth = false);
