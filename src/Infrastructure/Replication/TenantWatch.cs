using McpService.Application.Tenants;
using McpService.Application.Upstream;
using McpService.Infrastructure.Mcp;
using McpService.Infrastructure.Mcp.Streams;
using McpService.Infrastructure.Persistence.Database;
using McpService.Infrastructure.Persistence.Tenants;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace McpService.Infrastructure.Replication;

/// <summary>
/// Ends what tenants may no longer hold open, whether they call or not: looks at a tenant when it changed, and at every tenant that has
/// something open several times in two seconds, whoever told of a change or did not. It compares states, not times or counters: no
/// clock, no order of commits and no lost message can hide a change from it. What has not changed serves on: a tenant in use costs one look, not a query a call.
/// </summary>
internal sealed partial class TenantWatch(
    ITenantConnections connections, TenantChangeFeed changes, TenantReader reader, TenantDirectory directory, DatabaseGate gate, DatabaseState state, TimeProvider time, ILogger<TenantWatch> logger)
    : BackgroundService
{
    /// <summary>Together with the life of a tenant's snapshot this stays under two seconds: a stream let in on the last old snapshot is found by the next look.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(700);

    private const int PageSize = 1_000;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await state.WaitAsync(stoppingToken);
        for (var lookedAt = time.GetTimestamp(); ;)
        {
            var changed = await changes.TakeAsync(Interval - time.GetElapsedTime(lookedAt), time, stoppingToken);
            if (changed is null) lookedAt = time.GetTimestamp();
            await TryCheckAsync(changed, stoppingToken);
        }
    }

    private async Task TryCheckAsync(IReadOnlySet<Guid>? changed, CancellationToken cancellationToken)
    {
        try
        {
            var open = connections.Tenants;
            foreach (var page in (changed is null ? open : open.Where(changed.Contains)).Chunk(PageSize)) await CheckAsync(page, cancellationToken);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            // The next look is a moment away, and takes in all.
            NotChecked(failure.GetBaseException().Message);
        }
    }

    private async Task CheckAsync(Guid[] tenants, CancellationToken cancellationToken)
    {
        // With 10,000 tenants this is their greatest cost after the trail's: of those that are as they are kept no more is read than says so.
        var asOf = time.GetTimestamp();
        var states = await gate.RunAsync(ct => reader.ReadStatesAsync(tenants, ct), cancellationToken);
        var unchanged = directory.Confirm(tenants, states, asOf);
        var others = tenants.Where((_, i) => states[i] is not null && unchanged[i] is null).ToArray();
        var read = others.Length == 0 ? [] : await gate.RunAsync(ct => reader.ReadCurrentAsync(others, ct), cancellationToken);
        var now = time.GetUtcNow();
        for (var i = 0; i < tenants.Length; i++)
        {
            var access = unchanged[i] is { } kept ? AccessOf(kept, now) : read.TryGetValue(tenants[i], out var found) ? AccessOf(found, now) : null;
            connections.Restrict(tenants[i], access, asOf);
        }
    }

    private static TenantAccess AccessOf(TenantSnapshot kept, DateTimeOffset now) =>
        new(UpstreamTarget.KeyOf(kept), kept.ApiKeys is [var only] ? only.IsUsable(now) ? [only.KeyId] : [] : [.. kept.ApiKeys.Where(k => k.IsUsable(now)).Select(k => k.KeyId)]);

    private static TenantAccess AccessOf(CurrentTenant found, DateTimeOffset now) => new(found.Key, [.. found.ApiKeys.Where(k => k.Value is null || now < k.Value).Select(k => k.Key)]);

    [LoggerMessage(2051, LogLevel.Debug, "Open connections could not be checked against the database: {Reason}")]
    private partial void NotChecked(string reason);
}
