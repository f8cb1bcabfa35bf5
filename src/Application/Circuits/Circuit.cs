using McpService.Application.Errors;

namespace McpService.Application.Circuits;

/// <summary>
/// Calls to the upstream, one tenant's or everybody's. Closed it counts them; open it refuses them at once, for a while; then one of them tries, and what comes of that decides. A call
/// that succeeds while it is closed takes no lock.
/// </summary>
public sealed class Circuit(CircuitRules rules, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly long _half = Ticks(rules.Window, time) / 2;
    private long _halfSince = time.GetTimestamp();
    private int _good;
    private int _bad;
    private int _goodBefore;
    private int _badBefore;

    // Who failed, while that is fewer than have to.
    private HashSet<Guid> _failed = [];
    private HashSet<Guid> _failedBefore = [];

    // 0 while it is closed.
    private long _openUntil;
    private bool _isProbing;

    /// <summary>Calls are refused now.</summary>
    public bool IsOpen
    {
        get
        {
            lock (_lock) return _isProbing || _openUntil > time.GetTimestamp();
        }
    }

    /// <summary>Nothing would be lost with it.</summary>
    public bool IsQuiet
    {
        get
        {
            lock (_lock) return _openUntil == 0 && _bad + _badBefore == 0;
        }
    }

    /// <summary>A call may be made.</summary>
    /// <returns>True for the one that tries.</returns>
    /// <exception cref="CircuitOpenException">The upstream is not asked now.</exception>
    public bool Enter()
    {
        if (Volatile.Read(ref _openUntil) == 0) return false;
        lock (_lock)
        {
            if (_openUntil == 0) return false;

            var left = time.GetElapsedTime(time.GetTimestamp(), _openUntil);
            if (left > TimeSpan.Zero || _isProbing) throw new CircuitOpenException(AtLeastASecond(left));
            _isProbing = true;
            return true;
        }
    }

    /// <summary>The call is over.</summary>
    /// <param name="verdict">What it says.</param>
    /// <param name="isProbe">As <see cref="Enter"/> returned.</param>
    /// <param name="tenantRef">Whose call it was.</param>
    public void Leave(CircuitVerdict verdict, bool isProbe, Guid tenantRef)
    {
        if (isProbe) Decide(verdict);
        else if (verdict != CircuitVerdict.None) Count(verdict, tenantRef);
    }

    private void Count(CircuitVerdict verdict, Guid tenantRef)
    {
        var now = time.GetTimestamp();
        if (now - Volatile.Read(ref _halfSince) >= _half) Turn(now);
        if (verdict == CircuitVerdict.Good)
        {
            Interlocked.Increment(ref _good);
            return;
        }

        lock (_lock)
        {
            _bad++;
            if (_failed.Count < rules.Tenants) _failed.Add(tenantRef);

            // What was sent before it opened says nothing new.
            if (_openUntil == 0 && IsBroken()) Open();
        }
    }

    /// <summary>What tried has come back. If it says nothing, the next call tries.</summary>
    private void Decide(CircuitVerdict verdict)
    {
        lock (_lock)
        {
            _isProbing = false;
            if (verdict == CircuitVerdict.Bad) Open();
            else if (verdict == CircuitVerdict.Good) Close();
        }
    }

    private bool IsBroken()
    {
        var (bad, all) = (_bad + _badBefore, _bad + _badBefore + Volatile.Read(ref _good) + _goodBefore);
        return all >= rules.Calls && bad * 100L >= (long)all * rules.Percent && _failed.Union(_failedBefore).Count() >= rules.Tenants;
    }

    private void Open() => Volatile.Write(ref _openUntil, time.GetTimestamp() + Ticks(rules.OpenFor, time));

    private void Close()
    {
        Volatile.Write(ref _openUntil, 0);
        (_good, _bad, _goodBefore, _badBefore) = (0, 0, 0, 0);
        (_failed, _failedBefore) = ([], []);
        Volatile.Write(ref _halfSince, time.GetTimestamp());
    }

    /// <summary>The older half of the window goes.</summary>
    private void Turn(long now)
    {
        lock (_lock)
        {
            var since = now - _halfSince;
            if (since < _half) return;
            (_goodBefore, _badBefore) = since < 2 * _half ? (_good, _bad) : (0, 0);
            (_good, _bad) = (0, 0);
            (_failed, _failedBefore) = ([], since < 2 * _half ? _failed : []);
            Volatile.Write(ref _halfSince, now);
        }
    }

    private static TimeSpan AtLeastASecond(TimeSpan left) => left > TimeSpan.FromSeconds(1) ? left : TimeSpan.FromSeconds(1);

    private static long Ticks(TimeSpan span, TimeProvider time) => (long)(span.TotalSeconds * time.TimestampFrequency);
}
