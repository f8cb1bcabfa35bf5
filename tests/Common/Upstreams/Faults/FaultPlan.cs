namespace McpService.Common.Upstreams.Faults;

/// <summary>The faults still to come, by method.</summary>
internal sealed class FaultPlan
{
    private readonly Lock _lock = new();
    private readonly List<Planned> _planned = [];

    public void Add(string method, Fault fault, int? times, Func<RecordedRequest, bool>? when)
    {
        lock (_lock) _planned.Add(new Planned(method, fault, when) { Left = times ?? int.MaxValue });
    }

    public void Clear()
    {
        lock (_lock) _planned.Clear();
    }

    public Fault? Take(RecordedRequest request)
    {
        lock (_lock)
        {
            var next = _planned.Find(planned => planned.Fits(request));
            if (next is null) return null;
            if (--next.Left == 0) _planned.Remove(next);
            return next.Fault;
        }
    }

    private sealed record Planned(string Method, Fault Fault, Func<RecordedRequest, bool>? When)
    {
        public int Left { get; set; }

        public bool Fits(RecordedRequest request) =>
            (Method is "*" || string.Equals(Method, request.Method, StringComparison.Ordinal)) && When?.Invoke(request) is null or true;
    }
}
