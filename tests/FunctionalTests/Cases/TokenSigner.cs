using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using McpService.Common.Gateway;
using McpService.Infrastructure.Security.ServiceKeys;
using Microsoft.Extensions.DependencyInjection;

namespace McpService.FunctionalTests.Cases;

/// <summary>Makes tokens as the gateway does, and as it never would, with the keys that it signs with: another replica on its database knows them.</summary>
internal sealed class TokenSigner : IAsyncDisposable
{
    private readonly GatewayHost _replica;
    private readonly ServiceKeyRing _ring;

    private TokenSigner(GatewayHost replica) => (_replica, _ring) = (replica, replica.Services.GetRequiredService<ServiceKeyRing>());

    public static async Task<TokenSigner> StartAsync() =>
        new(await GatewayHost.StartAsync(CaseStage.Database.Url, CaseStage.Upstream.Address, $"ENCRYPTION_KEY={CaseStage.EncryptionKeys}", "INSTANCE_ID=signer"));

    public string Kid(ServiceKeyPurpose purpose) => _ring.Current(purpose).Kid;

    public byte[] Key(ServiceKeyPurpose purpose) => _ring.Current(purpose).Key;

    /// <summary>Signs what it is given, whatever that says.</summary>
    public string Sign(string header, string claims, ServiceKeyPurpose purpose = ServiceKeyPurpose.TenantToken) => Sign(header, claims, Key(purpose));

    public static string Sign(string header, string claims, byte[] key)
    {
        var signed = $"{Encode(header)}.{Encode(claims)}";
        return $"{signed}.{Base64Url.EncodeToString(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(signed)))}";
    }

    public static string Encode(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));

    public ValueTask DisposeAsync() => _replica.DisposeAsync();
}
