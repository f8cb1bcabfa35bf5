using McpService.Domain.Secrets;
using McpService.Domain.Tenants;

namespace McpService.Application.Tenants;

/// <summary>Makes API keys.</summary>
public interface IApiKeyIssuer
{
    /// <summary>A new key of 256 random bits, and what is kept of it. The text cannot be had again.</summary>
    (Secret Text, NewApiKey Stored) Issue(string? label);
}
