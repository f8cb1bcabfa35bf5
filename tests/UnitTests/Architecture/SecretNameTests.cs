using System.Reflection;
using McpService.Application.Tenants;
using McpService.Application.Tokens;
using McpService.Domain.Tenants;
using McpService.WebApi.Tenants;
using Microsoft.AspNetCore.Mvc;

namespace McpService.UnitTests.Architecture;

/// <summary>What answers are made of: nothing in it is named like a secret but what the contract hands out once.</summary>
internal sealed class SecretNameTests
{
    private static readonly string[] Words = ["secret", "password", "token", "apikey", "hash", "blob", "mac", "cipher"];

    private static readonly HashSet<string> HandedOut =
    [
        $"{nameof(CreatedTenantResponse)}.{nameof(CreatedTenantResponse.ApiKey)}",
        $"{nameof(NewApiKeyResponse)}.{nameof(NewApiKeyResponse.ApiKey)}",
        $"{nameof(RotatedApiKeyResponse)}.{nameof(RotatedApiKeyResponse.ApiKey)}",
        $"{nameof(TokenResponse)}.{nameof(TokenResponse.Token)}",
        $"{nameof(TokenResponse)}.{nameof(TokenResponse.TokenType)}",
        $"{nameof(TenantTokenResponse)}.{nameof(TenantTokenResponse.Token)}",
        $"{nameof(TenantTokenResponse)}.{nameof(TenantTokenResponse.TokenType)}",
    ];

    private static IEnumerable<Type> Answers => Layers.Of(Layers.WebApi)
        .Where(t => t.IsSubclassOf(typeof(ControllerBase)))
        .SelectMany(c => c.GetMethods())
        .SelectMany(m => m.GetCustomAttributes<ProducesResponseTypeAttribute>())
        .Select(a => a.Type)
        .Concat(Layers.Of(Layers.Application, Layers.WebApi).Where(t => t.Name.EndsWith("Response", StringComparison.Ordinal)))
        .OfType<Type>()
        .Where(t => t != typeof(void))
        .SelectMany(WithInner)
        .Distinct();

    [Test]
    public void Answer_Members_AreNotNamedLikeSecrets() => Answers
        .SelectMany(t => t.GetProperties().Select(p => $"{t.Name}.{p.Name}"))
        .Where(member => Words.Any(w => member.Split('.')[1].Contains(w, StringComparison.OrdinalIgnoreCase)))
        .Where(member => !HandedOut.Contains(member))
        .ShouldBeEmpty();

    [Test]
    public void Answers_InnerOnes_AreLookedAt() => Answers.ShouldContain(typeof(CredentialResponse));

    private static IEnumerable<Type> WithInner(Type type) =>
        type.Namespace?.StartsWith("McpService", StringComparison.Ordinal) == true
            ? [type, .. type.GetProperties().Select(p => p.PropertyType).SelectMany(WithInner)]
            : type.GetGenericArguments().SelectMany(WithInner);
}
