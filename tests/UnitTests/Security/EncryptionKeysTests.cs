using McpService.Domain.Secrets;
using McpService.Infrastructure.Security.Encryption;
using McpService.Infrastructure.Settings;
using Microsoft.Extensions.Options;
using NUnit.Framework;
using Shouldly;

namespace McpService.UnitTests.Security;

public sealed class EncryptionKeysTests
{
    private DataFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new DataFolder(Directory.CreateTempSubdirectory("mcpservice-").FullName);

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder.Root, recursive: true);

    private string KeyFile => Path.Combine(_folder.Data, DevelopmentKeyFile.Name);

    [Test]
    public void Load_Configured_FirstKeyEncryptsAndNoFileIsMade()
    {
        var options = new EncryptionOptions
        {
            Keys = new Secret("new:Lxf0Yumvs+FunbRfv6O/Ejp3botYLrY8YeVWVrBRZcg=,f9a88ddcb67741104aad60b48e75cdc31593907c187f2016b9f92745a163307c"),
        };

        var keys = EncryptionKeys.Load(options, _folder);

        keys.First.Id.ShouldBe("new");
        keys.Find("k1").ShouldNotBeNull().Bytes[0].ShouldBe((byte)0xf9);
        keys.Find("k2").ShouldBeNull();
        Directory.Exists(_folder.Data).ShouldBeFalse();
    }

    [Test]
    public void Load_DevelopmentTwice_KeepsTheKey()
    {
        var first = EncryptionKeys.Load(new EncryptionOptions(), _folder).First;
        var second = EncryptionKeys.Load(new EncryptionOptions(), _folder).First;

        second.Id.ShouldBe(first.Id);
        second.Bytes.ShouldBe(first.Bytes);
        Directory.GetFiles(_folder.Data).ShouldBe([KeyFile]);
    }

    [Test]
    public async Task Load_DevelopmentManyAtOnce_AllGetOneKey()
    {
        var loads = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => EncryptionKeys.Load(new EncryptionOptions(), _folder).First.Id)));

        loads.Distinct().ShouldHaveSingleItem();
        Directory.GetFiles(_folder.Data).ShouldBe([KeyFile]);
    }

    [Test]
    public void Load_DevelopmentAnotherDiedInTheMiddle_GetsAKey()
    {
        Directory.CreateDirectory(_folder.Data);
        File.WriteAllText($"{KeyFile}.new", "dev-");

        EncryptionKeys.Load(new EncryptionOptions(), _folder).First.Id.ShouldStartWith("dev-");

        Directory.GetFiles(_folder.Data).ShouldBe([KeyFile]);
    }

    [Test]
    [Platform(Exclude = "Win")]
    public void Load_Development_OnlyTheOwnerCanReadTheKey()
    {
        Directory.CreateDirectory(_folder.Data);

        EncryptionKeys.Load(new EncryptionOptions(), _folder);

        if (OperatingSystem.IsWindows()) return;
        File.GetUnixFileMode(KeyFile).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.GetUnixFileMode(_folder.Data).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Test]
    public void Load_DevelopmentFileDamaged_SaysWhichWithoutItsContent()
    {
        Directory.CreateDirectory(_folder.Data);
        File.WriteAllText(KeyFile, "k1:c3VyZWx5IG5vdCBhIGtleQ==");

        var error = Should.Throw<OptionsValidationException>(() => EncryptionKeys.Load(new EncryptionOptions(), _folder));

        error.Message.ShouldContain("data/encryption.key is damaged");
        error.Message.ShouldNotContain("c3VyZWx5");
    }
}
