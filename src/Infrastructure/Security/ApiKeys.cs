using McpService.Application.Abstractions;
using McpService.Domain.Secrets;
using McpService.Domain.Tenants;

namespace McpService.Infrastructure.Security;

internal sealed class ApiKeys(ServiceKeyRing serviceKeys) : IApiKeyIssuer
{
    public (Secret Text, NewApiKey Stored) Issue(string? label)
    {
        var (keyId, text) = ApiKeyFormat.Make();
        var (kid, key) = serviceKeys.Current(ServiceKeyPurpose.ApiKeyHash);
        return (new Secret(text), new NewApiKey(keyId, ApiKeyHash.Of(text, key), kid, label));
    }
}
