using McpService.Application.Tenants;
using McpService.Domain.Secrets;
using McpService.Domain.Tenants;
using McpService.Infrastructure.Security.ServiceKeys;

namespace McpService.Infrastructure.Security.ApiKeys;

internal sealed class ApiKeyIssuer(ServiceKeyRing serviceKeys) : IApiKeyIssuer
{
    public (Secret Text, NewApiKey Stored) Issue(string? label)
    {
        var (keyId, text) = ApiKeyFormat.Make();
        var (kid, key) = serviceKeys.Current(ServiceKeyPurpose.ApiKeyHash);
        return (new Secret(text), new NewApiKey(keyId, ApiKeyHash.Of(text, key), kid, label));
    }
}
