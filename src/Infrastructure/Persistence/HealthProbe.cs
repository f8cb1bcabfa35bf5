using McpService.Application.Abstractions;
using McpService.Application.Errors;
using McpService.Domain.Tenants;
using McpService.Infrastructure.Persistence.Providers;
using Microsoft.EntityFrameworkCore;

namespace McpService.Infrastructure.Persistence;

/// <summary>Asks the database itself. Anybody may ask for health, so those who ask at the same time share one answer.</summary>
internal sealed class HealthProbe(
    IDbContextFactory<GatewayDbContext> contexts, DatabaseProvider provider, DatabaseGate gate, DatabaseState state, TimeProvider time)
    : IHealthProbe
{
    private readonly Lock _asking = new();
    private Task<DatabaseHealth>? _question;

    public string? WhyNotReady => state.Why;

    public async ValueTask WaitForStartAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        if (!state.IsStarting) return;
        try
        {
            await state.WaitAsync(cancellationToken).WaitAsync(limit, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // Whoever needs the database says that it is away.
        }
    }

    public Task<DatabaseHealth> CheckDatabaseAsync(CancellationToken cancellationToken)
    {
        lock (_asking)
        {
            if (_question is not { IsCompleted: false }) _question = Task.Run(AskAsync, CancellationToken.None);
            return _question.WaitAsync(cancellationToken);
        }
    }

    private async Task<DatabaseHealth> AskAsync()
    {
        var started = time.GetTimestamp();
        try
        {
            var (active, expiring) = await gate.RunAsync(CountAsync, CancellationToken.None);
            return new DatabaseHealth(true, provider.Name, time.GetElapsedTime(started).TotalMilliseconds, active, expiring);
        }
        catch (UnavailableException)
        {
            return new DatabaseHealth(false, provider.Name, time.GetElapsedTime(started).TotalMilliseconds, 0, 0);
        }
    }

    private async Task<(int Active, int Expiring)> CountAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        DateTimeOffset? soon = time.GetUtcNow() + UpstreamCredential.WarnBeforeExpiry;
        var active = await db.Tenants.CountAsync(t => t.Status == TenantStatus.Active, cancellationToken);
        var expiring = await db.Credentials.CountAsync(c => c.ExpiresAt <= soon, cancellationToken);
        return (active, expiring);
    }
}
