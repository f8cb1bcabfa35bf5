using System.Globalization;
using McpService.Application.Auditing;
using McpService.Application.Auditing.ListAudit;
using McpService.Domain.Auditing;
using McpService.Infrastructure.Auditing.Chain;
using McpService.Infrastructure.Auditing.Reading;
using McpService.Infrastructure.Auditing.Upkeep;
using McpService.Infrastructure.Auditing.Verification;
using McpService.Infrastructure.Auditing.Writing;
using McpService.Infrastructure.Persistence.Database;
using McpService.Infrastructure.Persistence.Start;
using McpService.Infrastructure.Security.ServiceKeys;
using McpService.WebApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace McpService.Common.Growth;

/// <summary>What the trail costs as it grows: a write, a page for each filter, the look through it, an hour's retention, and how the database goes about it.</summary>
/// <param name="databaseUrl">An empty database.</param>
/// <param name="rows">How far it grows.</param>
/// <param name="output">For the table.</param>
public sealed class TrailGrowth(string databaseUrl, long rows, TextWriter output)
{
    private const int Tenants = 1_000;
    private const int EntriesOfABatch = 50;
    private const int Pages = 5;
    private const int Steps = 5;

    // Kept for 90 days; an hour more is due at the end.
    private static readonly TimeSpan Kept = TimeSpan.FromDays(90);
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly GrowthClock _clock = new(Start);
    private readonly Guid[] _tenants = [.. Enumerable.Range(0, Tenants).Select(i => Guid.CreateVersion7(Start.AddMilliseconds(i)))];
    private TrailHead _head = new(0, 0, []);

    /// <returns>How it stands at the end.</returns>
    public async Task<TrailFigures> RunAsync(CancellationToken cancellationToken)
    {
        await using var app = GatewayApplication.Build(
            ["--environment=Development", $"--DATABASE_URL={databaseUrl}"], builder => builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(_clock)));
        await app.Services.GetRequiredService<DatabaseMigrator>().MigrateAsync(cancellationToken);
        app.Services.GetRequiredService<DatabaseState>().Ready();
        _head = new TrailHead(await app.Services.GetRequiredService<WriterRegister>().OpenAsync(WriterKind.Calls, cancellationToken), 0, []);

        await output.WriteLineAsync($"| rows | a row written, µs | {string.Join(" | ", Searches().Select(s => $"page: {s.Name}, ms"))} |");
        await output.WriteLineAsync($"|---|---|{string.Concat(Searches().Select(_ => "---|"))}");
        var slowest = 0.0;
        for (var step = 1; step <= Steps; step++)
        {
            slowest = 0;
            var perRow = await WriteAsync(app, rows / Steps, cancellationToken);
            var pages = new List<string>();
            foreach (var (_, search) in Searches())
            {
                var time = await PageAsync(app, search, cancellationToken);
                slowest = Math.Max(slowest, time);
                pages.Add(Text(time));
            }

            await output.WriteLineAsync($"| {rows / Steps * step} | {Text(perRow)} | {string.Join(" | ", pages)} |");
        }

        var verified = await VerifyAsync(app, cancellationToken);
        var retained = await RetainAsync(app, cancellationToken);
        foreach (var (name, search) in Searches()) await ExplainAsync(app, name, search, cancellationToken);
        return new TrailFigures(slowest, verified, rows / verified, retained);
    }

    private (string Name, AuditSearch Search)[] Searches()
    {
        var middle = Start + (Kept / 2);
        return
        [
            ("newest", new AuditSearch(null, null, false)),
            ("the largest tenant", new AuditSearch(_tenants[0], null, true)),
            ("a small tenant", new AuditSearch(_tenants[7], null, true)),
            ("from the middle", new AuditSearch(null, null, false) { To = middle }),
            ("a tool that is rare", new AuditSearch(null, null, false) { Tool = "nobody_calls-it" }),
            ("a tenant's failures", new AuditSearch(_tenants[0], null, true) { Outcome = AuditOutcome.Failed }),
            ("a key", new AuditSearch(null, null, false) { KeyId = "key7" }),
            ("a request", new AuditSearch(null, null, false) { RequestId = RequestActs.Next(Guid.CreateVersion7(middle), 0) }),
        ];
    }

    /// <returns>Microseconds a row.</returns>
    private async Task<double> WriteAsync(WebApplication app, long count, CancellationToken cancellationToken)
    {
        var (store, sealer) = (app.Services.GetRequiredService<ITrailStore>(), new BatchSealer(app.Services.GetRequiredService<ServiceKeyRing>(), _clock));
        var pause = (Kept + TimeSpan.FromHours(1)) / (rows / (double)EntriesOfABatch);
        var started = TimeProvider.System.GetTimestamp();
        for (var written = 0L; written < count; written += EntriesOfABatch)
        {
            var entries = Enumerable.Range(0, EntriesOfABatch).Select(i => Entry(written + i)).ToList();
            var batch = sealer.Seal(_head, _head.Sequence + 1, entries[..2], entries, []);
            if (!await store.WriteAsync(batch, cancellationToken)) throw new InvalidOperationException("The writer was closed.");
            _head = new TrailHead(batch.Writer, batch.Sequence, batch.Mac);
            _clock.Advance(pause);
        }

        return TimeProvider.System.GetElapsedTime(started).TotalMicroseconds / count;
    }

    private AuditEntry Entry(long i)
    {
        // Half of it is one tenant's.
        var tenant = i % 2 == 0 ? 0 : (int)(i / 2 % Tenants);
        var entry = new AuditEntry
        {
            Id = Guid.CreateVersion7(_clock.GetUtcNow()),
            TenantRef = _tenants[tenant],
            Actor = AuditActor.Tenant,
            KeyId = $"key{tenant}",
            Address = "192.0.2.7",
            Action = AuditAction.ToolCall,
            Tool = $"hubspot_tool-{i % 20}",
            ArgumentsHash = new byte[ChainMac.Length],
            BytesIn = 120,
            BytesOut = 800,
        };
        entry.Conclude(i % 50 == 0 ? AuditOutcome.Failed : AuditOutcome.Success, null, TimeSpan.FromMilliseconds(i % 300));
        return entry;
    }

    /// <returns>Milliseconds, the median of a few.</returns>
    private static async Task<double> PageAsync(WebApplication app, AuditSearch search, CancellationToken cancellationToken)
    {
        var reader = app.Services.GetRequiredService<IAuditReader>();
        var times = new List<double>();
        for (var i = 0; i < Pages; i++)
        {
            var started = TimeProvider.System.GetTimestamp();
            await reader.ReadAsync(search, null, 100, cancellationToken);
            times.Add(TimeProvider.System.GetElapsedTime(started).TotalMilliseconds);
        }

        return times.Order().ElementAt(Pages / 2);
    }

    /// <returns>Seconds.</returns>
    private async Task<double> VerifyAsync(WebApplication app, CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        var trail = await app.Services.GetRequiredService<AuditVerification>().RunAsync(null, [], cancellationToken);
        var seconds = TimeProvider.System.GetElapsedTime(started).TotalSeconds;
        if (!trail.IsWhole || trail.Entries < rows) throw new InvalidOperationException($"The trail does not hold: {trail.Entries} entries, {string.Join("; ", trail.Breaks)}");
        await output.WriteLineAsync($"\naudit verify: {trail.Entries} entries in {Text(seconds)} s, {Text(trail.Entries / seconds)} a second; whole");
        return seconds;
    }

    /// <returns>Milliseconds.</returns>
    private async Task<double> RetainAsync(WebApplication app, CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        var deleted = await app.Services.GetRequiredService<AuditRetention>().DeleteAsync(cancellationToken);
        var time = TimeProvider.System.GetElapsedTime(started).TotalMilliseconds;
        if (deleted == 0) throw new InvalidOperationException("Nothing was due.");
        await output.WriteLineAsync($"An hour's retention: {deleted} entries in {Text(time)} ms\n");
        return time;
    }

    private async Task ExplainAsync(WebApplication app, string name, AuditSearch search, CancellationToken cancellationToken)
    {
        var database = app.Services.GetRequiredService<DatabaseProvider>();
        var conditions = new AuditConditions(search, search.TenantRef, null, isOld: false);
        var explain = database is PostgresProvider ? "EXPLAIN (ANALYZE, BUFFERS) " : "EXPLAIN QUERY PLAN ";
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var command = connection.Statement(database.Sql.AlongAKey + explain + AuditReader.PageQuery(AuditTable.Chained, conditions, 101), conditions.Values);
        command.Transaction = transaction;
        await output.WriteLineAsync($"Plan of \"{name}\":");
        foreach (var line in await command.ReadAllAsync(row => row.GetValue(row.FieldCount - 1), cancellationToken)) await output.WriteLineAsync($"    {line}");
    }

    private static string Text(double number) => number.ToString("0.##", CultureInfo.InvariantCulture);
}
