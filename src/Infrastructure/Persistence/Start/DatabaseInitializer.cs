using McpService.Infrastructure.Persistence.Database;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace McpService.Infrastructure.Persistence.Start;

/// <summary>
/// Prepares the database beside the start of the server, and again until it worked: a database that is away at start leaves the
/// process up and unready, and needs nobody's hand when it comes.
/// </summary>
internal sealed partial class DatabaseInitializer(
    DatabaseMigrator migrator,
    IEnumerable<IServiceStartStep> steps,
    DatabaseState state,
    IOptions<DatabaseOptions> options,
    TimeProvider time,
    ILogger<DatabaseInitializer> logger)
    : BackgroundService
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var pause = FirstPause; !await TryPrepareAsync(stoppingToken); pause = Min(pause * 2, LongestPause))
            await Task.Delay(pause, time, stoppingToken);
    }

    private async Task<bool> TryPrepareAsync(CancellationToken cancellationToken)
    {
        try
        {
            await migrator.PrepareAsync(options.Value.MigrateOnStart, cancellationToken);
            foreach (var step in steps) await step.RunAsync(cancellationToken);
            GiveBack();
            state.Ready();
            return true;
        }
        catch (OptionsValidationException)
        {
            // The database says that a setting is wrong: waiting mends nothing.
            throw;
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            state.NotReady(WhyOf(failure));
            NotPrepared(failure);
            return false;
        }
    }

    /// <summary>What the start has left in the heap goes back to the system, before the first request: later it would wait for the youngest generation's first 16 MiB.</summary>
    private static void GiveBack() => GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);

    private static string WhyOf(Exception failure) => failure switch
    {
        SchemaOutdatedException outdated => outdated.Message,
        _ when DatabaseFailure.IsAway(failure) => "The database does not answer.",
        _ => "The database could not be prepared; the log says why.",
    };

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;

    [LoggerMessage(2002, LogLevel.Warning, "The database could not be prepared; the service is not ready and tries again.")]
    private partial void NotPrepared(Exception failure);
}
