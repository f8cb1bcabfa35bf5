using McpService.Application.Errors;
using McpService.Infrastructure.Persistence.Database;
using Microsoft.EntityFrameworkCore;

namespace McpService.Infrastructure.Persistence.Model;

/// <summary>
/// A request's context, behind the gate. A statement that was given up on may still be under way when the request ends: the
/// context goes back to its pool when that has ended, too.
/// </summary>
internal sealed class DatabaseSession(IDbContextFactory<GatewayDbContext> contexts, DatabaseGate gate) : IDisposable
{
    private GatewayDbContext? _db;
    private Task _last = Task.CompletedTask;

    /// <exception cref="UnavailableException"><c>database_unavailable</c>.</exception>
    public Task<T> RunAsync<T>(Func<GatewayDbContext, CancellationToken, Task<T>> work, CancellationToken cancellationToken) => gate.RunAsync(
        (time, token) =>
        {
            _db ??= contexts.CreateDbContext();
            _db.Time = time;
            var task = work(_db, token);
            _last = task;
            return task;
        },
        cancellationToken);

    public void Dispose()
    {
        if (_db is not { } db) return;
        db.Time = null;
        if (_last.IsCompleted) db.Dispose();
        else _ = _last.ContinueWith(_ => db.Dispose(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }
}
