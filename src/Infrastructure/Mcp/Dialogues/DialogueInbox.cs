using System.Threading.Channels;

namespace McpService.Infrastructure.Mcp.Dialogues;

/// <summary>What the upstream says to one call, on whichever stream; read by one reader. An upstream that says more than is read has to wait.</summary>
internal sealed class DialogueInbox(TimeProvider time)
{
    private const int Capacity = 8;

    private readonly Channel<Said> _said = Channel.CreateBounded<Said>(Capacity);
    private Task<bool>? _waiting;

    /// <returns>False where nobody reads any more; then it stays the caller's.</returns>
    public async ValueTask<bool> TryAddAsync(Said said, CancellationToken cancellationToken)
    {
        try
        {
            await _said.Writer.WriteAsync(said, cancellationToken);
            return true;
        }
        catch (ChannelClosedException)
        {
            return false;
        }
        catch
        {
            said.Dispose();
            throw;
        }
    }

    /// <summary>The next that was said, for the caller to dispose; null where nothing is within this time.</summary>
    public async ValueTask<Said?> NextAsync(TimeSpan limit, CancellationToken cancellationToken) =>
        await ComesAsync(limit, cancellationToken) && _said.Reader.TryRead(out var said) ? said : null;

    /// <summary>Waits for what comes next, and leaves it there.</summary>
    public async ValueTask<Said?> PeekAsync(TimeSpan limit, CancellationToken cancellationToken) =>
        await ComesAsync(limit, cancellationToken) && _said.Reader.TryPeek(out var said) ? said : null;

    /// <summary>What nobody read.</summary>
    public IEnumerable<Said> Rest()
    {
        _said.Writer.TryComplete();
        while (_said.Reader.TryRead(out var said)) yield return said;
    }

    private async ValueTask<bool> ComesAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        // One who waits is enough, however often the wait is interrupted.
        _waiting ??= _said.Reader.WaitToReadAsync(CancellationToken.None).AsTask();
        try
        {
            if (!_waiting.IsCompleted) await _waiting.WaitAsync(limit, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            return false;
        }

        _waiting = null;
        return true;
    }
}
