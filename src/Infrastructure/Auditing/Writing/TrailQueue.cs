using McpService.Application.Errors;
using McpService.Domain.Auditing;

namespace McpService.Infrastructure.Auditing.Writing;

/// <summary>
/// What waits to be written, and who leads the next commit: the first call that finds none under way, without a thread of its own; those who come
/// meanwhile join the next, and the first of them leads it. Where nobody waits, a timer leads.
/// </summary>
/// <param name="capacity">Acts that may wait.</param>
internal sealed class TrailQueue(int capacity)
{
    /// <summary>Entries of one commit.</summary>
    public const int MaxEntries = 1_000;

    private static readonly Task<bool> Leads = Task.FromResult(true);

    private readonly Lock _lock = new();
    private List<TrailRow> _begun = [];
    private List<TrailRow> _ended = [];
    private TrailRound _next = new();
    private int _underWay;
    private bool _isLed;
    private bool _isClosed;

    /// <summary>How many wait.</summary>
    public int Count
    {
        get
        {
            lock (_lock) return Waiting;
        }
    }

    private int Waiting => _begun.Count + _ended.Count + _underWay;

    /// <summary>A call that waits for the commit of its intent.</summary>
    /// <returns>Its round, and whether it leads it: at once, when it is told to, or not (null).</returns>
    /// <exception cref="UnavailableException">Too much waits, or nobody will write it.</exception>
    public (TrailRound Round, Task<bool>? Lead) Join(TrailRow row, long now)
    {
        lock (_lock)
        {
            Admit();
            row.WaitsSince = now;
            _begun.Add(row);
            return Wait();
        }
    }

    /// <summary>Waits for the next commit, without anything of its own in it.</summary>
    /// <returns>As <see cref="Join"/>.</returns>
    public (TrailRound Round, Task<bool>? Lead) Wait()
    {
        lock (_lock)
        {
            var round = _next;
            if (!_isLed)
            {
                _isLed = true;
                return (round, Leads);
            }

            if (round.Lead is not null) return (round, null);
            round.Lead = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            return (round, round.Lead.Task);
        }
    }

    /// <summary>A call that does not wait.</summary>
    /// <returns>True where it is the first that waits to be written.</returns>
    /// <exception cref="UnavailableException">Too much waits, or nobody will write it.</exception>
    public bool Add(TrailRow row)
    {
        lock (_lock)
        {
            Admit();
            _begun.Add(row);
            return IsFirst;
        }
    }

    /// <summary>An act that is over.</summary>
    /// <param name="row">The act.</param>
    /// <param name="isCall">It was admitted when it began.</param>
    /// <returns>True where it is the first that waits to be written.</returns>
    public bool End(TrailRow row, bool isCall)
    {
        lock (_lock)
        {
            if (!isCall) Admit();
            row.IsEnded = true;
            _ended.Add(row);
            return IsFirst;
        }
    }

    /// <summary>Whoever gets true leads, and must call <see cref="Take"/> and <see cref="TryHandOver"/>.</summary>
    public bool TryLead()
    {
        lock (_lock) return !_isLed && (_isLed = true);
    }

    /// <summary>What there is, for who leads. Calls that are over by now need no intent.</summary>
    public (TrailRound Round, List<TrailRow> Intents, List<TrailRow> Ended) Take()
    {
        lock (_lock)
        {
            var (round, begun, ended) = (_next, _begun, _ended);
            (_next, _begun, _ended) = (new TrailRound(), [], []);
            round.Lead?.TrySetResult(false); // who came between the leader's turn and this is in the leader's commit, and would wait for a turn of its own for ever
            if (ended.Count > MaxEntries)
            {
                _ended.AddRange(ended[MaxEntries..]);
                ended.RemoveRange(MaxEntries, ended.Count - MaxEntries);
            }

            begun.RemoveAll(row => row.IsEnded);
            round.StartedAt = begun.Find(static row => row.WaitsSince is not null)?.WaitsSince;
            _underWay = begun.Count + ended.Count;
            return (round, begun, ended);
        }
    }

    /// <summary>What could not be written goes before all others.</summary>
    public void GiveBack(IEnumerable<TrailRow> begun, IEnumerable<TrailRow> ended)
    {
        lock (_lock)
        {
            _begun.InsertRange(0, begun);
            _ended.InsertRange(0, ended);
        }
    }

    /// <summary>A call does not wait any longer.</summary>
    /// <returns>False where its intent is on its way already.</returns>
    public bool TryWithdraw(TrailRow row)
    {
        lock (_lock) return _begun.Remove(row);
    }

    /// <summary>The commit is over. The first who waits for the next one leads it; without any the lead is given up.</summary>
    /// <param name="mayPile">More may pile up than one commit holds: the database is away.</param>
    /// <returns>False where the caller has to lead on, since more has piled up than one commit holds.</returns>
    public bool TryHandOver(bool mayPile)
    {
        TaskCompletionSource<bool>? lead;
        lock (_lock)
        {
            _underWay = 0;
            lead = _next.Lead;
            if (lead is null && _ended.Count >= MaxEntries && !mayPile) return false;
            if (lead is null) _isLed = false;
        }

        lead?.TrySetResult(true);
        return true;
    }

    /// <summary>Takes no more: nobody would write it.</summary>
    public void Close()
    {
        lock (_lock) _isClosed = true;
    }

    private bool IsFirst => !_isLed && _begun.Count + _ended.Count == 1;

    private void Admit()
    {
        if (_isClosed) throw UnavailableException.Database();
        if (Waiting >= capacity) throw UnavailableException.Overloaded();
    }
}
