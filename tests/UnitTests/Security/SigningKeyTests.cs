using System.Security.Cryptography;
using McpService.Application.Tenants;

namespace McpService.UnitTests.Security;

public sealed class SigningKeyTests
{
    private static IEnumerable<TestCaseData> Refused
    {
        get
        {
            using var weak = RSA.Create(1024);
            using var rsa = RSA.Create(2048);
            using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP384);
            yield return new TestCaseData(weak.ExportPkcs8PrivateKeyPem()).SetArgDisplayNames("RSA of 1024 bits");
            yield return new TestCaseData(curve.ExportPkcs8PrivateKeyPem()).SetArgDisplayNames("another curve");
            yield return new TestCaseData(rsa.ExportSubjectPublicKeyInfoPem()).SetArgDisplayNames("a public key");
            yield return new TestCaseData(rsa.ExportEncryptedPkcs8PrivateKeyPem("pw", new PbeParameters(PbeEncryptionAlgorithm.Aes128Cbc, HashAlgorithmName.SHA256, 1))).SetArgDisplayNames("an encrypted key");
            yield return new TestCaseData(rsa.ExportPkcs8PrivateKeyPem()[..200]).SetArgDisplayNames("half a key");
            yield return new TestCaseData("").SetArgDisplayNames("nothing");
        }
    }

    [TestCaseSource(nameof(Refused))]
    public void Read_NoKeyToSignWith_IsNull(string pem) => SigningKey.Read(pem).ShouldBeNull();

    [Test]
    public void Read_EachForm_IsRead()
    {
        using var rsa = RSA.Create(2048);
        using var ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        foreach (var (pem, algorithm) in new[] { (rsa.ExportPkcs8PrivateKeyPem(), "RS256"), (rsa.ExportRSAPrivateKeyPem(), "RS256"), (ec.ExportPkcs8PrivateKeyPem(), "ES256"), (ec.ExportECPrivateKeyPem(), "ES256") })
        {
            using var key = SigningKey.Read(pem);
            key.ShouldNotBeNull().Algorithms[0].ShouldBe(algorithm);
        }
    }
}
