using System.Diagnostics.Metrics;
using McpService.Application.Auditing;
using McpService.Application.Errors;
using McpService.Common.Time;
using McpService.Common.Waiting;
using McpService.Domain.Auditing;
using McpService.Domain.Tenants;
using McpService.Infrastructure.Auditing;
using McpService.Infrastructure.Persistence.Database;
using McpService.Sandbox.Tools;
using Microsoft.Extensions.Logging.Abstractions;
using NUnit.Framework;
using Shouldly;

namespace McpService.UnitTests.Auditing;

[TestFixture]
internal sealed class AuditWriterTests
{
    private readonly ManualTimeProvider _time = new();
    private FakeTable _table = null!;
    private AuditQueue _queue = null!;
    private AuditWriter _writer = null!;

    [SetUp]
    public async Task SetUpAsync()
    {
        var losses = new AuditLosses(new Meters(), _time, NullLogger<AuditLosses>.Instance);
        var state = new DatabaseState();
        state.Ready();
        _table = new FakeTable();
        _queue = new AuditQueue(losses, _time);
        _writer = new AuditWriter(_queue, _table, losses, state, _time, NullLogger<AuditWriter>.Instance);
        await _writer.StartAsync(CancellationToken.None);
    }

    [TearDown]
    public async Task TearDownAsync()
    {
        _table.Hold.TrySetResult();
        await _writer.StopAsync(CancellationToken.None);
        _writer.Dispose();
    }

    [Test]
    public async Task Write_RowsWhileACommitIsUnderWay_ShareTheNext()
    {
        _table.Hold = new TaskCompletionSource();
        var first = _queue.AddUrgentAsync(Entry());
        await _table.Changed.UntilAsync(() => _table.Batches.Count == 1);
        var others = Enumerable.Range(0, 300).Select(_ => _queue.AddUrgentAsync(Entry())).ToList();

        _table.Hold.SetResult();
        await Task.WhenAll(others.Append(first));

        _table.Batches.Select(b => b.Count).ShouldBe([1, 300]);
    }

    [Test]
    public async Task Write_OutcomeAlone_LingersForTheNextIntent()
    {
        _queue.Add(Entry());
        await _time.WaitForTimersAsync();
        _table.Batches.ShouldBeEmpty();

        await _queue.AddUrgentAsync(Entry());

        _table.Batches.ShouldHaveSingleItem().Count.ShouldBe(2);
    }

    [Test]
    public async Task Write_OutcomeAlone_IsWrittenSoon()
    {
        _queue.Add(Entry());
        await _time.WaitForTimersAsync();

        _time.Advance(TimeSpan.FromMilliseconds(20));

        await _table.Changed.UntilAsync(() => _table.Written.Count == 1);
    }

    [Test]
    public async Task Write_DatabaseAway_RefusesWhoWaitsAndKeepsTheRest()
    {
        _table.Failure = new TimeoutException();
        var outcome = Entry();
        _queue.Add(outcome);
        var intent = Entry();

        await Should.ThrowAsync<UnavailableException>(() => _queue.AddUrgentAsync(intent));
        _table.Failure = null;
        _time.Advance(TimeSpan.FromSeconds(1));
        await _queue.AddUrgentAsync(Entry());

        await _table.Changed.UntilAsync(() => _table.Written.Contains(outcome));
        _table.Written.ShouldNotContain(intent);
    }

    [Test]
    public async Task Write_CommitHangs_RefusesThisBatchAndThoseBehindIt()
    {
        _table.Hold = new TaskCompletionSource();
        var first = _queue.AddUrgentAsync(Entry());
        await _table.Changed.UntilAsync(() => _table.Batches.Count == 1);
        var behind = _queue.AddUrgentAsync(Entry());
        await _time.WaitForTimersAsync(2);

        _time.Advance(TimeSpan.FromSeconds(1.9));

        await Should.ThrowAsync<UnavailableException>(() => first);
        await Should.ThrowAsync<UnavailableException>(() => behind);
    }

    [Test]
    public async Task Write_OneRowRefused_WritesTheOthers()
    {
        var bad = Entry();
        _table.Refuses = bad;
        _table.Hold = new TaskCompletionSource();
        var first = _queue.AddUrgentAsync(Entry());
        var others = Enumerable.Range(0, 10).Select(_ => _queue.AddUrgentAsync(Entry())).ToList();
        var refused = _queue.AddUrgentAsync(bad);

        _table.Hold.SetResult();
        await Task.WhenAll(others.Append(first));

        await Should.ThrowAsync<InvalidOperationException>(() => refused);
        _table.Written.Count.ShouldBe(11);
    }

    [Test]
    public async Task Stop_RowsLeft_AreWritten()
    {
        for (var i = 0; i < 2_345; i++) _queue.Add(Entry());

        await _writer.StopAsync(CancellationToken.None);

        _table.Written.Count.ShouldBe(2_345);
        await Should.ThrowAsync<UnavailableException>(() => _queue.AddUrgentAsync(Entry()));
    }

    [Test]
    public async Task Queue_Full_DropsTheOldestAndTellsItsWaiter()
    {
        _table.Hold = new TaskCompletionSource();
        _ = _queue.AddUrgentAsync(Entry());
        await _table.Changed.UntilAsync(() => _table.Batches.Count == 1);
        var oldest = _queue.AddUrgentAsync(Entry());

        for (var i = 0; i < AuditQueue.Capacity; i++) _queue.Add(Entry());

        await Should.ThrowAsync<UnavailableException>(() => oldest);
    }

    private AuditEntry Entry() => new()
    {
        Id = Guid.CreateVersion7(_time.GetUtcNow()),
        CallId = Guid.CreateVersion7(_time.GetUtcNow()),
        Stage = AuditStage.Intent,
        At = _time.GetUtcNow(),
        Actor = AuditActor.Tenant,
        Action = AuditAction.ToolCall,
        RequestId = "request-1",
        InstanceId = "instance-1",
    };

    private sealed class FakeTable : IAuditTable
    {
        public Signal Changed { get; } = new();

        public List<IReadOnlyList<AuditEntry>> Batches { get; } = [];

        public List<AuditEntry> Written { get; } = [];

        public TaskCompletionSource Hold { get; set; } = Done();

        public Exception? Failure { get; set; }

        public AuditEntry? Refuses { get; set; }

        public async Task<int> InsertAsync(IReadOnlyList<AuditEntry> entries, CancellationToken cancellationToken)
        {
            Batches.Add(entries);
            Changed.Pulse();
            await Hold.Task;
            if (Failure is not null) throw Failure;
            if (Refuses is not null && entries.Contains(Refuses)) throw new InvalidOperationException("Refused.");
            Written.AddRange(entries);
            Changed.Pulse();
            return entries.Count;
        }

        private static TaskCompletionSource Done()
        {
            var done = new TaskCompletionSource();
            done.SetResult();
            return done;
        }
    }

    private sealed class Meters : IMeterFactory
    {
        public Meter Create(MeterOptions options) => new(options);

        public void Dispose()
        {
        }
    }
}
