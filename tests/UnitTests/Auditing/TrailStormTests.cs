using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using McpService.Application.Errors;
using McpService.Common.Keys;
using McpService.Domain.Auditing;
using McpService.Infrastructure.Auditing;
using McpService.Infrastructure.Auditing.Chain;
using McpService.Infrastructure.Auditing.Writing;
using McpService.Infrastructure.Persistence.Database;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace McpService.UnitTests.Auditing;

/// <summary>Whatever the database does: nobody waits for ever, nothing is written twice, and nothing that is over is dropped.</summary>
internal sealed class TrailStormTests
{
    private const int Speed = 20;
    private const int Callers = 24;
    private const int CallsOfEach = 60;

    // Of this machine, for everything together: far more than it takes, since others use the machine.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly HurriedTime _time = new(Speed);
    private readonly ConcurrentBag<AuditEntry> _made = [];
    private readonly ConcurrentBag<AuditEntry> _refused = [];

    [SetUp]
    public void SetUp()
    {
        _made.Clear();
        _refused.Clear();
    }

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    [TestCase(0)]
    public Task BeforeCall_Storm_EveryCallIsWrittenOnce(int seed) => RunAsync(AuditDurability.BeforeCall, seed);

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(0)]
    public Task Buffered_Storm_EveryCallIsWrittenOnce(int seed) => RunAsync(AuditDurability.Buffered, seed);

    /// <param name="durability">See <see cref="AuditOptions"/>.</param>
    /// <param name="seed">0 for one that chance gives.</param>
    private async Task RunAsync(AuditDurability durability, int seed)
    {
        if (seed == 0) seed = RandomNumberGenerator.GetInt32(1, int.MaxValue);
        await TestContext.Out.WriteLineAsync($"Seed {seed}");
        var trail = new StormyTrail(seed, _time) { Storm = 30 };
        var state = new DatabaseState();
        state.Ready();
        using var meters = new Meters();
        var commits = new TrailCommits(
            trail, trail, new BatchSealer(await TestKeys.RingAsync(), _time), state, new TrailMetrics(meters, new ServiceCollection().BuildServiceProvider()), _time, NullLogger<TrailCommits>.Instance);
        await using var writer = new TrailWriter(commits, Options.Create(new AuditOptions { Durability = durability }), _time, NullLogger<TrailWriter>.Instance);

        var callers = Enumerable.Range(0, Callers).Select(i => Task.Run(() => CallAsync(writer, trail, durability, new Random(seed + i)))).ToList();
        await Task.WhenAll(callers).WaitAsync(Patience);
        trail.Storm = 0;
        await writer.CommitAsync().WaitAsync(Patience); // finds out that the database is back
        await writer.StopAsync(CancellationToken.None).WaitAsync(Patience);
        await writer.StopAsync(CancellationToken.None).WaitAsync(Patience);

        Check(trail, writer, $"Seed {seed}");
    }

    private async Task CallAsync(TrailWriter writer, StormyTrail trail, AuditDurability durability, Random random)
    {
        for (var i = 0; i < CallsOfEach; i++)
        {
            var entry = new AuditEntry { Id = Guid.CreateVersion7(_time.GetUtcNow()), Action = AuditAction.ToolCall, Actor = AuditActor.Tenant, Tool = "echo" };
            if (random.Next(100) == 0) trail.CloseWriter();
            var isPoison = random.Next(100) == 0;
            if (isPoison) trail.Poison(entry.Id);
            try
            {
                var open = await writer.BeginAsync(entry);
                if (durability == AuditDurability.BeforeCall) trail.HasIntent(entry.Id).ShouldBeTrue("No byte of a call leaves before its intent is durable.");
                if (random.Next(3) == 0) await Task.Delay(TimeSpan.FromMilliseconds(random.Next(200)), _time, CancellationToken.None);
                entry.Conclude(AuditOutcome.Success, null, TimeSpan.FromMilliseconds(5));
                open.Close();
                if (!isPoison) _made.Add(entry);
            }
            catch (UnavailableException)
            {
                _refused.Add(entry);
            }
        }
    }

    private void Check(StormyTrail trail, TrailWriter writer, string seed)
    {
        writer.Backlog.ShouldBe(0, seed);
        _made.Count.ShouldBeGreaterThan(0, seed);

        var entries = trail.Entries;
        _made.Where(c => !entries.ContainsKey(c.Id)).ShouldBeEmpty(seed);
        _made.Select(c => entries[c.Id].Outcome).ShouldBeSubsetOf([AuditOutcome.Success, AuditOutcome.Unknown], seed);
        _refused.Where(c => entries.ContainsKey(c.Id)).Select(c => entries[c.Id].Outcome).ShouldBeSubsetOf([AuditOutcome.NotSent, AuditOutcome.Unknown], seed);
        _refused.Where(c => trail.HasIntent(c.Id) && !trail.IsPoison(c.Id) && !entries.ContainsKey(c.Id)).ShouldBeEmpty(seed);
        foreach (var chain in trail.Batches.GroupBy(b => b.Writer)) CheckChain([.. chain.OrderBy(b => b.Sequence)], seed);
        foreach (var (counted, written) in trail.Usage) counted.ShouldBe(written, seed);

        // A graceful stop leaves nothing for others to find out, but for calls whose end the database refused: those are unknown, and somebody has to say so.
        var last = trail.Batches.Max(b => b.Writer);
        trail.Closed.Contains(last).ShouldBe(!trail.HasOpenCalls(last), seed);
    }

    private static void CheckChain(List<SealedBatch> chain, string seed)
    {
        chain.Select(b => b.Sequence).ShouldBe(Enumerable.Range(1, chain.Count).Select(i => (long)i), seed);
        for (var i = 1; i < chain.Count; i++) chain[i].PreviousMac.ShouldBe(chain[i - 1].Mac, seed);
    }

    private sealed class Meters : IMeterFactory
    {
        public Meter Create(MeterOptions options) => new(options);

        public void Dispose()
        {
        }
    }
}
