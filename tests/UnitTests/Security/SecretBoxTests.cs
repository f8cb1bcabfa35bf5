using System.Text;
using McpService.Common.Keys;
using McpService.Infrastructure.Security.Encryption;
using NUnit.Framework;
using Shouldly;

namespace McpService.UnitTests.Security;

public sealed class SecretBoxTests
{
    private const string Subject = "0197f3a0-0000-7000-8000-000000000001";
    private const string Field = "credential";

    private readonly EncryptionKey _old = TestKeys.Encryption("old");
    private readonly EncryptionKey _new = TestKeys.Encryption("new");
    private SecretBox _box = null!;

    [SetUp]
    public void MakeBox() => _box = new SecretBox(new EncryptionKeys([_old]));

    [TestCase("")]
    [TestCase("the token")]
    public void Open_WhatWasSealed_IsTheSame(string text)
    {
        var blob = _box.Seal(Encoding.UTF8.GetBytes(text), Subject, Field);

        blob.ShouldMatch(@"^v1\|old\|[A-Za-z0-9_-]{16}\|[A-Za-z0-9_-]*\|[A-Za-z0-9_-]{22}$");
        Encoding.UTF8.GetString(_box.Open(blob, Subject, Field)).ShouldBe(text);
    }

    [Test]
    public void Seal_Twice_GivesDifferentBlobs() => Sealed().ShouldNotBe(Sealed());

    [TestCase("0197f3a0-0000-7000-8000-000000000002", Field)]
    [TestCase(Subject, "other")]
    [TestCase("", "")]
    public void Open_OtherRowOrField_IsRefused(string subject, string field) =>
        Should.Throw<SecretBoxException>(() => _box.Open(Sealed(), subject, field)).MissingKeyId.ShouldBeNull();

    [Test]
    public void Open_AnOlderRevisionPutBack_IsRefused()
    {
        var older = _box.Seal("the token"u8, Subject, Field, "1");

        older.ShouldStartWith("v2|old|");
        _box.Open(older, Subject, Field, "1").ShouldBe("the token"u8.ToArray());
        foreach (var revision in new[] { "2", "", null }) Should.Throw<SecretBoxException>(() => _box.Open(older, Subject, Field, revision));
        Should.Throw<SecretBoxException>(() => _box.Open("v1" + older[2..], Subject, Field, "2"));
    }

    [Test]
    public void Open_SealedBeforeThereWereRevisions_OpensAndIsSealedAnew()
    {
        Encoding.UTF8.GetString(_box.Open(Sealed(), Subject, Field, "1")).ShouldNotBeEmpty();
        _box.NeedsReseal(Sealed(), "1").ShouldBeTrue();
        _box.NeedsReseal(Sealed()).ShouldBeFalse();
        _box.NeedsReseal(_box.Seal("the token"u8, Subject, Field, "1"), "1").ShouldBeFalse();
    }

    [Test]
    public void Open_AnyCharacterChanged_IsRefused()
    {
        var blob = Sealed();
        for (var i = 0; i < blob.Length; i++)
        {
            foreach (var other in "Aw1|= ")
            {
                if (blob[i] == other) continue;
                var changed = $"{blob[..i]}{other}{blob[(i + 1)..]}";
                Should.Throw<SecretBoxException>(() => _box.Open(changed, Subject, Field), $"position {i}, '{other}'");
            }
        }
    }

    [Test]
    public void Open_SpareBitsOfTheTagChanged_IsRefused()
    {
        // 16 bytes leave 4 bits of the last character without meaning: decoders that forgive take 16 texts for one tag.
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        var blob = Sealed();
        var changed = blob[..^1] + Alphabet[Alphabet.IndexOf(blob[^1], StringComparison.Ordinal) ^ 1];

        Should.Throw<SecretBoxException>(() => _box.Open(changed, Subject, Field));
    }

    [TestCase("")]
    [TestCase("the token")]
    [TestCase("eyJhbGciOiJIUzI1NiJ9.eyJpZCI6IjEifQ.c2ln")]
    [TestCase("v1|old||||")]
    [TestCase("v1|old|AAAAAAAAAAAAAAAA||")]
    public void Open_NotABlob_IsRefused(string text) => Should.Throw<SecretBoxException>(() => _box.Open(text, Subject, Field));

    [Test]
    public void Open_PartMissingOrAdded_IsRefused()
    {
        var blob = Sealed();
        Should.Throw<SecretBoxException>(() => _box.Open(blob[..blob.LastIndexOf('|')], Subject, Field));
        Should.Throw<SecretBoxException>(() => _box.Open(blob + "|", Subject, Field));
        Should.Throw<SecretBoxException>(() => _box.Open(blob.Replace("v1", "v2", StringComparison.Ordinal), Subject, Field));
    }

    [Test]
    public void Open_KeyNotConfigured_NamesTheKey()
    {
        var error = Should.Throw<SecretBoxException>(() => new SecretBox(new EncryptionKeys([_new])).Open(Sealed(), Subject, Field));

        error.MissingKeyId.ShouldBe("old");
        error.Message.ShouldContain("\"old\"");
    }

    [Test]
    public void Open_OtherKeyOfTheSameId_IsRefused() =>
        Should.Throw<SecretBoxException>(() => new SecretBox(new EncryptionKeys([TestKeys.Encryption("old")])).Open(Sealed(), Subject, Field))
            .MissingKeyId.ShouldBeNull();

    [Test]
    public void NeedsReseal_AfterANewFirstKey_OnlyForBlobsOfTheOld()
    {
        var blob = Sealed();
        var both = new SecretBox(new EncryptionKeys([_new, _old]));
        var resealed = both.Seal(both.Open(blob, Subject, Field), Subject, Field);

        SecretBox.KeyIdOf(blob).ShouldBe("old");
        both.NeedsReseal(blob).ShouldBeTrue();
        SecretBox.KeyIdOf(resealed).ShouldBe("new");
        both.NeedsReseal(resealed).ShouldBeFalse();
    }

    private string Sealed() => _box.Seal("the token"u8, Subject, Field);
}
