using McpService.Infrastructure.Mcp.Wire;

namespace McpService.Infrastructure.Mcp.Streams;

/// <summary>
/// What an upstream asks the client of one session (elicitation, sampling, roots), on whichever of its streams. While a person thinks, the clock
/// of the session's calls stands still; for each question at most so long, and for nothing else.
/// </summary>
/// <param name="limit">How long a question may stop the clock.</param>
/// <param name="time">Clock.</param>
internal sealed class Questions(TimeSpan limit, TimeProvider time)
{
    private const int MaxOpen = 100; // an upstream that asks without end stops no clock for ever

    private static readonly string[] Asking = ["elicitation/create", "sampling/createMessage", "roots/list"];

    private readonly Lock _lock = new();
    private List<(byte[] Id, long AskedAt)>? _open; // made with the first question, which most sessions do not meet
    private TimeSpan _settled;
    private long _since;

    /// <summary>Reads <see cref="Still"/>; made once, since every call asks.</summary>
    public Func<TimeSpan> Clock => field ??= () => Still;

    /// <summary>How long the clock has stood still so far.</summary>
    public TimeSpan Still
    {
        get
        {
            if (Volatile.Read(ref _open) is null) return TimeSpan.Zero;
            lock (_lock) return _settled + Running();
        }
    }

    /// <summary>The clock stands still now.</summary>
    public bool AreOpen
    {
        get
        {
            if (Volatile.Read(ref _open) is null) return false;
            lock (_lock) return _open?.Exists(q => time.GetElapsedTime(q.AskedAt) < limit) == true;
        }
    }

    /// <summary>Takes note of a request of the upstream, if it is a question.</summary>
    public void Asked(ReadOnlySpan<byte> message)
    {
        var request = JsonRpcMessage.Parse(message);
        if (request.Kind != JsonRpcKind.Request || Array.IndexOf(Asking, request.Method) < 0) return;

        lock (_lock)
        {
            Settle();
            _open ??= [];
            if (_open.Count < MaxOpen) _open.Add((message[request.Id].ToArray(), time.GetTimestamp()));
        }
    }

    /// <summary>Takes note of a response of the client's.</summary>
    /// <param name="id">As it stands there.</param>
    public void Answered(ReadOnlySpan<byte> id)
    {
        lock (_lock)
        {
            Settle();
            for (var i = 0; i < _open?.Count; i++)
            {
                if (!JsonRpcId.Same(_open[i].Id, id)) continue;
                _open.RemoveAt(i);
                return;
            }
        }
    }

    private void Settle()
    {
        _settled += Running();
        _since = time.GetTimestamp();
        _open?.RemoveAll(q => time.GetElapsedTime(q.AskedAt) >= limit);
    }

    /// <summary>What the open questions have added since the last change: up to now, or to the end of the one that has longest to go.</summary>
    private TimeSpan Running()
    {
        if (_open is not { Count: > 0 }) return TimeSpan.Zero;
        var (elapsed, left) = (time.GetElapsedTime(_since), limit - time.GetElapsedTime(_open.Max(q => q.AskedAt), _since));
        return elapsed < left ? elapsed : left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }
}
