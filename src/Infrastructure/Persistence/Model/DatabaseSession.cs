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

    /// <param name="operation">One of a few names: what EF Core compiles for it, it compiles once.</param>
    /// <exception cref="UnavailableException"><c>database_unavailable</c>.</exception>
    public Task<T> RunAsync<T>(string operation, Func<GatewayDbContext, CancellationToken, Task<T>> work, CancellationToken cancellationToken) => gate.RunInEfAsync(
        operation,
        token =>
        {
            var task = work(_db ??= contexts.CreateDbContext(), token);
            _last = task;
            return task;
        },
        cancellationToken);

    public void Dispose()
    {
        if (_db is not { } db) return;
        if (_last.IsCompleted) db.Dispose();
        else _ = _last.ContinueWith(_ => db.Dispose(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }
}
