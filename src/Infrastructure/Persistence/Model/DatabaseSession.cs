using System.Runtime.CompilerServices;
using McpService.Application.Errors;
using McpService.Infrastructure.Persistence.Database;
using Microsoft.EntityFrameworkCore;

namespace McpService.Infrastructure.Persistence.Model;

/// <summary>
/// A request's context, behind the gate. A statement that was given up on may still be under way when the request ends: the
/// context goes back to its pool when that has ended, too.
/// </summary>
internal sealed class DatabaseSession(Contexts contexts, DatabaseGate gate) : IDisposable
{
    private GatewayDbContext? _db;
    private Task _last = Task.CompletedTask;

    /// <exception cref="UnavailableException"><c>database_unavailable</c>.</exception>
    public Task<T> RunAsync<T>(Func<GatewayDbContext, CancellationToken, Task<T>> work, CancellationToken cancellationToken) => gate.RunAsync(
        (time, token) =>
        {
            _db ??= contexts.Create();
            _db.Time = time;
            var task = work(_db, token);
            _last = task;
            return task;
        },
        cancellationToken);

    /// <summary>True for what this session has read and may be changed; false for what is new.</summary>
    public bool Holds(object entity) => _db is not null && IsTracked(entity);

    public void Dispose()
    {
        if (_db is not null) GiveBack(_db);
    }

    // These two are apart since a method that names a type of EF Core loads it: a request that has read nothing needs none of it.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool IsTracked(object entity) => _db!.Entry(entity).State != EntityState.Detached;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void GiveBack(GatewayDbContext db)
    {
        db.Time = null;
        if (_last.IsCompleted) db.Dispose();
        else _ = _last.ContinueWith(_ => db.Dispose(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }
}
