using System.Security.Cryptography;

namespace McpService.Application.Tenants;

/// <summary>A private key that signs a workspace's tokens.</summary>
public sealed class SigningKey : IDisposable
{
    private const int MinRsaBits = 2048;

    private readonly AsymmetricAlgorithm _key;

    private SigningKey(AsymmetricAlgorithm key, params string[] algorithms) => (_key, Algorithms) = (key, algorithms);

    /// <summary>Algorithms of JWS (RFC 7518) it can sign by; the first is meant where none is named.</summary>
    public IReadOnlyList<string> Algorithms { get; }

    /// <summary>Null for what is no private key in PEM, or one that is too weak or of another kind.</summary>
    public static SigningKey? Read(string pem) => Rsa(pem) ?? Ec(pem);

    /// <param name="algorithm">One of <see cref="Algorithms"/>.</param>
    /// <param name="data">What is signed.</param>
    public byte[] Sign(string algorithm, byte[] data) => _key switch
    {
        // JWS wants r and s one after the other, not in DER (RFC 7518, 3.4).
        ECDsa ec => ec.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation),
        RSA rsa => rsa.SignData(data, HashAlgorithmName.SHA256, algorithm == "PS256" ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1),
        _ => throw new InvalidOperationException("A signing key is RSA or EC."),
    };

    public void Dispose() => _key.Dispose();

    private static SigningKey? Rsa(string pem)
    {
        var rsa = RSA.Create();
        if (Holds(rsa, pem) && rsa.KeySize >= MinRsaBits) return new SigningKey(rsa, "RS256", "PS256");
        rsa.Dispose();
        return null;
    }

    private static SigningKey? Ec(string pem)
    {
        var ec = ECDsa.Create();
        if (Holds(ec, pem) && ec.ExportParameters(includePrivateParameters: false).Curve.Oid.Value == ECCurve.NamedCurves.nistP256.Oid.Value) return new SigningKey(ec, "ES256");
        ec.Dispose();
        return null;
    }

    private static bool Holds(AsymmetricAlgorithm key, string pem)
    {
        try
        {
            key.ImportFromPem(pem);
            CryptographicOperations.ZeroMemory(key.ExportPkcs8PrivateKey()); // a public key is imported just as well
            return true;
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            return false;
        }
    }
}
