using McpService.Application.Callers;
using McpService.Application.Tenants;
using McpService.Common.Keys;
using McpService.Infrastructure.Security;
using McpService.Infrastructure.Security.Encryption;
using McpService.Infrastructure.Security.ServiceKeys;
using McpService.Infrastructure.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Moq;
using NUnit.Framework;
using Shouldly;

namespace McpService.UnitTests.Security;

public sealed class SecurityServicesTests
{
    [Test]
    public void AddSecurity_WithWhatOthersRegister_BuildsEverything()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = Environments.Production });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ADMIN_API_KEY"] = "0f8fad5bd9cb469fa16570867728950e",
            ["ENCRYPTION_KEY"] = "k1:tHM06FQs0SVm2ZRpYj4qQgFc85gKXCjpn0SBTZ2uiTg=",
        });
        builder.Services
            .AddSingleton(TimeProvider.System)
            .AddSingleton(new DataFolder(TestContext.CurrentContext.TestDirectory))
            .AddSingleton<IServiceKeyStore, MemoryKeyStore>()
            .AddSingleton(Mock.Of<ITenantDirectory>())
            .AddSecurity();
        using var provider = builder.Services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });

        foreach (var service in builder.Services.Where(s => s.ServiceType.Namespace == typeof(SecretBox).Namespace || s.ServiceType.Namespace == typeof(IAdminKey).Namespace))
            provider.GetRequiredService(service.ServiceType).ShouldNotBeNull();
    }
}
