namespace McpService.WebApi.RateLimiting;

/// <summary>The route hands out tokens: each address may ask only so often.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
internal sealed class LimitedByAddressAttribute : Attribute;
