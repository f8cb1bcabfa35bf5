using System.Diagnostics.Metrics;
using McpService.Application.Auditing;
using McpService.Application.Errors;
using McpService.Common.Keys;
using McpService.Common.Time;
using McpService.Common.Waiting;
using McpService.Domain.Auditing;
using McpService.Infrastructure.Auditing;
using McpService.Infrastructure.Auditing.Chain;
using McpService.Infrastructure.Auditing.Writing;
using McpService.Infrastructure.Persistence.Database;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace McpService.UnitTests.Auditing;

[TestFixture]
internal abstract class TrailWriterFixture
{
    protected const int Queue = 1_000;

    protected ManualTimeProvider Time { get; } = new();

    protected MemoryTrail Trail { get; private set; } = null!;

    protected TrailCommits Commits { get; private set; } = null!;

    protected TrailWriter Writer { get; private set; } = null!;

    [SetUp]
    public Task SetUpAsync() => StartAsync(AuditDurability.BeforeCall);

    [TearDown]
    public async Task TearDownAsync()
    {
        Trail.Hold.TrySetResult();
        await Writer.StopAsync(CancellationToken.None);
        await Writer.DisposeAsync();
    }

    protected async Task<IOpenCall> BeginAsync() => await Writer.BeginAsync(Entry());

    protected AuditEntry Entry() => new() { Id = Guid.CreateVersion7(Time.GetUtcNow()), Action = AuditAction.ToolCall, Actor = AuditActor.Tenant, Tool = "echo" };

    protected async Task StartAsync(AuditDurability durability)
    {
        var state = new DatabaseState();
        state.Ready();
        Trail = new MemoryTrail();
        Commits = new TrailCommits(Trail, Trail, new BatchSealer(await TestKeys.RingAsync(), Time), state, new TrailMetrics(new Meters(), new ServiceCollection().BuildServiceProvider()), Time, NullLogger<TrailCommits>.Instance);
        var options = Options.Create(new AuditOptions { Durability = durability, Queue = Queue });
        Writer = new TrailWriter(Commits, options, Time, NullLogger<TrailWriter>.Instance);
    }

    private sealed class Meters : IMeterFactory
    {
        public Meter Create(MeterOptions options) => new(options);

        public void Dispose()
        {
        }
    }
}
