using McpService.Infrastructure.Persistence.Database;

namespace McpService.UnitTests.Persistence;

internal sealed class BlockingThreadsTests
{
    // Of this machine.
    private static readonly TimeSpan Promise = TimeSpan.FromSeconds(30);

    [Test]
    public async Task Run_OthersBlock_IsDoneAllTheSame()
    {
        using var release = new ManualResetEventSlim();
        var (threads, done) = (new BlockingThreads("test", 4, TimeSpan.FromSeconds(1)), new TaskCompletionSource());
        for (var i = 0; i < 3; i++) threads.Run(release.Wait);

        threads.Run(done.SetResult);

        await done.Task.WaitAsync(Promise);
        release.Set();
    }

    [Test]
    public async Task Run_AllBlock_WaitsForOneToBeFree()
    {
        using var release = new ManualResetEventSlim();
        var (threads, started, done) = (new BlockingThreads("test", 2, TimeSpan.FromSeconds(1)), new CountdownEvent(2), new TaskCompletionSource());
        for (var i = 0; i < 2; i++)
        {
            threads.Run(() =>
            {
                started.Signal();
                release.Wait();
            });
        }

        started.Wait(Promise).ShouldBeTrue();
        threads.Run(done.SetResult);
        done.Task.IsCompleted.ShouldBeFalse();
        release.Set();

        await done.Task.WaitAsync(Promise);
    }

    [Test]
    public async Task Run_AfterAllHaveEndedForWantOfWork_IsDone()
    {
        var threads = new BlockingThreads("test", 1, TimeSpan.FromMilliseconds(1));
        for (var i = 0; i < 200; i++)
        {
            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            threads.Run(done.SetResult);
            await done.Task.WaitAsync(Promise);
        }
    }

    /// <summary>As Npgsql's does with a server that hangs: it connects to it and waits, on the thread that cancels.</summary>
    [Test]
    public void Cancel_DriverBlocks_DoesNotBlockWhoCancels()
    {
        using var release = new ManualResetEventSlim();
        using var began = new ManualResetEventSlim();
        using var limit = new CancellationTokenSource();
        using var driver = new DriverCancellation(limit.Token);
        driver.Token.UnsafeRegister(
            _ =>
            {
                began.Set();
                release.Wait();
            },
            null);

        limit.Cancel();

        began.Wait(Promise).ShouldBeTrue();
        driver.Token.IsCancellationRequested.ShouldBeTrue();
        release.Set();
    }
}
