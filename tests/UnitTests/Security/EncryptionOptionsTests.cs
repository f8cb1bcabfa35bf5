using McpService.Domain.Secrets;
using McpService.Infrastructure.Security.Encryption;
using NUnit.Framework;
using Shouldly;

namespace McpService.UnitTests.Security;

public sealed class EncryptionOptionsTests
{
    // Made with openssl rand; they encrypt nothing.
    private const string Hex = "f9a88ddcb67741104aad60b48e75cdc31593907c187f2016b9f92745a163307c";
    private const string One = "tHM06FQs0SVm2ZRpYj4qQgFc85gKXCjpn0SBTZ2uiTg=";
    private const string Two = "Lxf0Yumvs+FunbRfv6O/Ejp3botYLrY8YeVWVrBRZcg=";

    [TestCase($"k1:{One}")]
    [TestCase($"k2:{Two}, k1:{One}")]
    [TestCase(Hex)]
    [TestCase($"k2:{Two},{Hex}")]
    public void Faults_GoodKeys_None(string value) => Faults(value, isDevelopment: false).ShouldBeEmpty();

    [TestCase("", 1)]
    [TestCase(One, 1)]
    [TestCase($"{Hex}00", 1)]
    [TestCase($":{One}", 1)]
    [TestCase($"k 1:{One}", 1)]
    [TestCase($"k|1:{One}", 1)]
    [TestCase($"a-key-id-of-more-than-32-characters:{One}", 1)]
    [TestCase("k1:c2hvcnQ=", 1)]
    [TestCase($"k1:{One}AAAA", 1)]
    [TestCase("k1:not base64", 1)]
    [TestCase($"k1:{One},", 2)]
    [TestCase($"k1:{One},k1:{Two}", 2)]
    [TestCase($"k1:{One},{Hex}", 2)]
    [TestCase("k1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", 1)]
    [TestCase("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", 1)]
    [TestCase("k1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", 1)]
    [TestCase("k1:Y2hhbmdlLW1lLWJlZm9yZS15b3UtZ28tbGl2ZS0xMjM=", 1)]
    public void Faults_BadKeys_NamesVariableAndEntryWithoutTheValue(string value, int entry)
    {
        var fault = Faults(value, isDevelopment: true).ShouldHaveSingleItem();

        fault.ShouldStartWith($"ENCRYPTION_KEY: entry {entry} ");
        foreach (var part in value.Split(',', ':').Where(p => p.Length > 8)) fault.ShouldNotContain(part);
    }

    [Test]
    public void Faults_UnsetInProduction_SaysHowToMakeOne() =>
        new EncryptionOptions().Faults(isDevelopment: false).ShouldHaveSingleItem().ShouldBe("ENCRYPTION_KEY is required: set it to k1: and the output of openssl rand -base64 32.");

    [Test]
    public void Faults_UnsetInDevelopment_None() => new EncryptionOptions().Faults(isDevelopment: true).ShouldBeEmpty();

    private static IEnumerable<string> Faults(string value, bool isDevelopment) =>
        new EncryptionOptions { Keys = new Secret(value) }.Faults(isDevelopment);
}
