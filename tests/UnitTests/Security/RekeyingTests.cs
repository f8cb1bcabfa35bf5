using System.Runtime.CompilerServices;
using System.Text;
using McpService.Common.Keys;
using McpService.Infrastructure.Security.Encryption;
using NUnit.Framework;
using Shouldly;

namespace McpService.UnitTests.Security;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class RekeyingTests
{
    private readonly EncryptionKey _old = TestKeys.Encryption("old");
    private readonly EncryptionKey _new = TestKeys.Encryption("new");
    private readonly Table _table = new();

    [Test]
    public async Task Run_RowsUnderBothKeys_SealsTheOldOnesAnew()
    {
        _table.Add("a", Box(_old));
        _table.Add("b", Box(_new));

        var (isDone, result) = await RunAsync();

        isDone.ShouldBeTrue();
        (result.Resealed, result.Kept, result.Changed).ShouldBe((1, 1, 0));
        _table.Blobs.Select(row => Encoding.UTF8.GetString(Box(_new).Open(row.Value, row.Key, "field"))).ShouldBe(["secret of a", "secret of b"]);
        _table.IsFinished.ShouldBeTrue();
    }

    [Test]
    public async Task Run_RowThatDoesNotOpen_IsNamedAndTheOthersAreDone()
    {
        _table.Add("a", Box(TestKeys.Encryption("lost")));
        _table.Add("b", Box(_old));
        _table.Blobs["c"] = "no blob at all";

        var (isDone, result) = await RunAsync();

        isDone.ShouldBeFalse();
        result.Resealed.ShouldBe(1);
        result.Faults.ShouldBe(["a: The sealed value needs the encryption key \"lost\", which is not configured.", "c: The sealed value does not open."]);
        _table.Blobs["c"].ShouldBe("no blob at all");
    }

    [Test]
    public async Task Run_SomebodyChangesTheRowMeanwhile_TakesTheirsAndGoesOn()
    {
        _table.Add("a", Box(_old));
        _table.BeforeReplacing = () => _table.Add("a", Box(_old), "changed");

        var (isDone, result) = await RunAsync();

        (isDone, result.Resealed, result.Changed).ShouldBe((true, 1, 0));
        Encoding.UTF8.GetString(Box(_new).Open(_table.Blobs["a"], "a", "field")).ShouldBe("changed");
    }

    [Test]
    public async Task Run_Again_ChangesNothing()
    {
        _table.Add("a", Box(_old));
        await RunAsync();
        var blob = _table.Blobs["a"];

        var (isDone, result) = await RunAsync();

        (isDone, result.Resealed, result.Kept).ShouldBe((true, 0, 1));
        _table.Blobs["a"].ShouldBe(blob);
    }

    private static SecretBox Box(params EncryptionKey[] keys) => new(new EncryptionKeys(keys));

    private async Task<(bool IsDone, RekeyedTable Result)> RunAsync()
    {
        RekeyedTable? result = null;
        var isDone = await new Rekeying(Box(_new, _old), [_table]).RunAsync(table => result = table, CancellationToken.None);
        return (isDone, result!);
    }

    private sealed class Table : ISealedTable
    {
        public string Name => "table";

        public SortedDictionary<string, string> Blobs { get; } = [];

        public Action? BeforeReplacing { get; set; }

        public bool IsFinished { get; private set; }

        public void Add(string id, SecretBox box, string? text = null) => Blobs[id] = box.Seal(Encoding.UTF8.GetBytes(text ?? $"secret of {id}"), id, "field");

        public async IAsyncEnumerable<SealedRow> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            foreach (var (id, blob) in Blobs.ToList()) yield return await Task.FromResult(new SealedRow(id, id, "field", blob));
        }

        public Task<bool> ReplaceAsync(SealedRow row, string blob, CancellationToken cancellationToken)
        {
            var before = BeforeReplacing;
            BeforeReplacing = null;
            before?.Invoke();
            if (Blobs[(string)row.Id] != row.Blob) return Task.FromResult(false);
            Blobs[(string)row.Id] = blob;
            return Task.FromResult(true);
        }

        public Task FinishAsync(CancellationToken cancellationToken)
        {
            IsFinished = true;
            return Task.CompletedTask;
        }
    }
}
