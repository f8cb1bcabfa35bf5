using System.Collections.Concurrent;

namespace McpService.Infrastructure.Auditing.Writing;

/// <summary>One thread that works off what it is given: for a driver that waits for the disk on the thread that calls it, which requests need.</summary>
internal sealed class OwnThread : IDisposable
{
    private readonly BlockingCollection<Action> _work = [];

    public OwnThread(string name) => new Thread(Run) { IsBackground = true, Name = name }.Start();

    public Task<T> RunAsync<T>(Func<T> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        void Work()
        {
            try
            {
                done.SetResult(work());
            }
            catch (Exception failure)
            {
                done.SetException(failure);
            }
        }

        try
        {
            _work.Add(Work);
        }
        catch (InvalidOperationException ended)
        {
            done.SetException(ended);
        }

        return done.Task;
    }

    /// <summary>What was given before is still done.</summary>
    public void Dispose() => _work.CompleteAdding();

    private void Run()
    {
        foreach (var work in _work.GetConsumingEnumerable()) work();
    }
}
