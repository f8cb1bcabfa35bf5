namespace McpService.LoadTests.Proof.Stage;

/// <summary>By kinds of outage the longest times that were seen: until calls are refused as they should be, and until they are served after it is over.</summary>
internal sealed class OutageTimes
{
    public const string Goal = "2 s, 10 s";

    /// <summary>So soon a call is refused.</summary>
    public static readonly TimeSpan Refusal = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, (TimeSpan Refused, TimeSpan Served)> _worst = [];

    public int Count => _worst.Count;

    public bool Holds => _worst.Values.All(w => w.Refused <= Refusal && w.Served <= Recovery);

    /// <param name="kind">Of outage.</param>
    /// <param name="refused">Null where it never was.</param>
    /// <param name="served">The same.</param>
    public void Add(string kind, TimeSpan? refused, TimeSpan? served)
    {
        var before = _worst.GetValueOrDefault(kind);
        _worst[kind] = (Longer(before.Refused, refused), Longer(before.Served, served));
    }

    public override string ToString() => string.Join(", ", _worst.Select(w => $"{w.Key} {Text(w.Value.Refused)} / {Text(w.Value.Served)}"));

    private static string Text(TimeSpan time) => time == TimeSpan.MaxValue ? "never" : $"{time.TotalSeconds:0.0} s";

    private static TimeSpan Longer(TimeSpan one, TimeSpan? other) => other is not { } time ? TimeSpan.MaxValue : one > time ? one : time;
}
