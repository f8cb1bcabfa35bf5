using McpService.Application.Callers;
using McpService.Application.Tenants;
using McpService.Application.Tokens;
using McpService.Infrastructure.Security.AccessTokens;
using McpService.Infrastructure.Security.ApiKeys;
using McpService.Infrastructure.Security.Credentials;
using McpService.Infrastructure.Security.Encryption;
using McpService.Infrastructure.Security.ServiceKeys;
using McpService.Infrastructure.Settings;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace McpService.Infrastructure.Security;

/// <summary>Keys, tokens and encryption. All of it is stateless or shared, so all of it is one per process.</summary>
internal static class SecurityServices
{
    public static IServiceCollection AddSecurity(this IServiceCollection services) => services
        .AddEncryption()
        .AddKeys()
        .AddTokens()
        .AddCredentials();

    private static IServiceCollection AddEncryption(this IServiceCollection services) => services
        .AddSettings<EncryptionOptions>()
        .AddSingleton(provider => EncryptionKeys.Load(
            provider.GetRequiredService<IOptions<EncryptionOptions>>().Value, provider.GetRequiredService<DataFolder>()))
        .AddSingleton<SecretBox>()
        .AddSingleton<ServiceKeyWrapper>()
        .AddSingleton<ServiceKeyChanges>()
        .AddSingleton<ServiceKeyRing>()
        .AddSingleton(provider => new Rekeying(provider.GetRequiredService<SecretBox>(), provider.GetServices<ISealedTable>()))
        .AddSingleton(provider => new ServiceKeyCommands(
            provider.GetRequiredService<IServiceKeyStore>(), provider.GetRequiredService<ServiceKeyWrapper>(), provider.GetRequiredService<TimeProvider>()));

    private static IServiceCollection AddKeys(this IServiceCollection services) => services
        .AddSettings<AdminOptions>()
        .AddSingleton<IAdminKey, AdminKey>()
        .AddSingleton<IApiKeyIssuer, ApiKeyIssuer>()
        .AddSingleton<IApiKeyVerifier, ApiKeyVerifier>();

    private static IServiceCollection AddTokens(this IServiceCollection services) => services
        .AddSingleton<AccessTokenKeys>()
        .AddSingleton<IAccessTokenIssuer, AccessTokenIssuer>()
        .AddSingleton<IAccessTokenVerifier, AccessTokenVerifier>();

    private static IServiceCollection AddCredentials(this IServiceCollection services) => services
        .AddSingleton<ICredentialSealer, CredentialSealer>()
        .AddSingleton<CredentialOpener>();
}
