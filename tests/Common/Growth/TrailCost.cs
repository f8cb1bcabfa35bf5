using System.Diagnostics;
using McpService.Application.Auditing;
using McpService.Domain.Auditing;
using McpService.Infrastructure.Persistence.Database;
using McpService.Infrastructure.Persistence.Start;
using McpService.WebApi;
using Microsoft.Extensions.DependencyInjection;

namespace McpService.Common.Growth;

/// <summary>What the trail alone costs a call: processor time of this process, and the wait for an intent.</summary>
/// <param name="databaseUrl">Of a database for it alone.</param>
public sealed class TrailCost(string databaseUrl)
{
    private const int Connections = 64;
    private const int Commits = 2_000;

    // The compiler is at work for a good while, and what it takes is not the trail's.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(25);
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(8);

    // Between two calls of a connection: without it nothing but the trail would be under way, and buffered calls would only fill the queue.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    private static readonly byte[] Arguments = """{"email":"ada@example.com","firstName":"Ada","lastName":"Lovelace"}"""u8.ToArray();
    private static readonly Guid Tenant = Guid.CreateVersion7(DateTimeOffset.UnixEpoch);

    /// <summary>With as many calls under way as there are connections.</summary>
    /// <param name="durability"><c>before-call</c> or <c>buffered</c>.</param>
    /// <returns>Microseconds of processor time a call, without what the loop itself takes.</returns>
    public async Task<double> ProcessorAsync(string durability, CancellationToken cancellationToken)
    {
        await using var app = GatewayApplication.Build(["--environment=Development", $"--DATABASE_URL={databaseUrl}", $"--AUDIT_DURABILITY={durability}"]);
        await app.Services.GetRequiredService<DatabaseMigrator>().MigrateAsync(cancellationToken);
        app.Services.GetRequiredService<DatabaseState>().Ready();
        var trail = app.Services.GetRequiredService<IAuditTrail>();
        await LoadAsync(trail, WarmUp, cancellationToken);
        var with = await LoadAsync(trail, Measured, cancellationToken);
        var without = await LoadAsync(null, Measured, cancellationToken);
        return with - without;
    }

    /// <summary>One call after the other, before-call.</summary>
    /// <returns>Milliseconds, the median.</returns>
    public async Task<double> IntentMsAsync(CancellationToken cancellationToken)
    {
        await using var app = GatewayApplication.Build(["--environment=Development", $"--DATABASE_URL={databaseUrl}", "--AUDIT_DURABILITY=before-call"]);
        await app.Services.GetRequiredService<DatabaseMigrator>().MigrateAsync(cancellationToken);
        app.Services.GetRequiredService<DatabaseState>().Ready();
        var trail = app.Services.GetRequiredService<IAuditTrail>();
        var times = new List<double>();
        for (var i = 0; i < Commits; i++)
        {
            var (entry, started) = (Entry(trail), TimeProvider.System.GetTimestamp());
            var open = await trail.BeginAsync(entry, cancellationToken);
            times.Add(TimeProvider.System.GetElapsedTime(started).TotalMilliseconds);
            Close(entry, open);
        }

        return times.Skip(Commits / 10).Order().ElementAt(Commits * 9 / 20);
    }

    /// <returns>Microseconds of processor time a call.</returns>
    private static async Task<double> LoadAsync(IAuditTrail? trail, TimeSpan duration, CancellationToken cancellationToken)
    {
        var (started, calls) = (TimeProvider.System.GetTimestamp(), 0L);
        var before = ProcessorTime();
        while (TimeProvider.System.GetElapsedTime(started) < duration)
        {
            await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => CallAsync(trail, cancellationToken)));
            calls += Connections;
            await Task.Delay(Pause, TimeProvider.System, cancellationToken);
        }

        return (ProcessorTime() - before).TotalMicroseconds / calls;
    }

    private static async Task CallAsync(IAuditTrail? trail, CancellationToken cancellationToken)
    {
        await Task.Yield();
        if (trail is null) return;
        var entry = Entry(trail);
        Close(entry, await trail.BeginAsync(entry, cancellationToken));
    }

    private static void Close(AuditEntry entry, IOpenCall open)
    {
        entry.BytesOut = 800;
        entry.Conclude(AuditOutcome.Success, code: null, TimeSpan.FromMilliseconds(5));
        open.Close();
    }

    private static AuditEntry Entry(IAuditTrail trail) => new()
    {
        Id = Guid.CreateVersion7(TimeProvider.System.GetUtcNow()),
        TenantRef = Tenant,
        Actor = AuditActor.Tenant,
        KeyId = "key1",
        Address = "192.0.2.7",
        Action = AuditAction.ToolCall,
        Tool = "hubspot_create-contact",
        ToolAsked = "create-contact",
        BytesIn = Arguments.Length,
        ArgumentsHash = trail.HashArguments(Arguments),
    };

    private static TimeSpan ProcessorTime()
    {
        using var me = Process.GetCurrentProcess();
        return me.TotalProcessorTime;
    }
}
