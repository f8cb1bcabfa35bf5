using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace McpService.Common.Upstreams;

/// <summary>Self-signed certificates for an upstream on https.</summary>
public static class TestCertificates
{
    /// <summary>Good but for its issuer.</summary>
    public static X509Certificate2 SelfSigned() => Make(IPAddress.Loopback, days: 30);

    public static X509Certificate2 Expired() => Make(IPAddress.Loopback, days: -1);

    public static X509Certificate2 WrongName() => Make(IPAddress.Parse("192.0.2.1"), days: 30);

    private static X509Certificate2 Make(IPAddress name, int days)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=upstream", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(name);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-60), now.AddDays(days));
    }
}
