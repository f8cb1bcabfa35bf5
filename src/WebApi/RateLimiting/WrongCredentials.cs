using System.Net;
using McpService.Application.Limits;
using Microsoft.Extensions.Options;

namespace McpService.WebApi.RateLimiting;

/// <summary>
/// Who came with wrong credentials, in memory: a look at it costs no look-up. What is counted here is told to other replicas a second later, and kept over a restart.
/// </summary>
internal sealed class WrongCredentials(IOptions<RateLimitOptions> options, TimeProvider time) : IWrongCredentials
{
    // An entry is some 100 bytes.
    private const int MaxNetworks = 100_000;

    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    private readonly BucketTable<NetworkKey> _networks = new(time, MaxNetworks);
    private readonly Rate _ofMachine = new(options.Value.AuthPerMinute, Period, options.Value.AuthPerMinute);
    private readonly Rate _ofSite = new(options.Value.AuthPerMinuteOfSite, Period, options.Value.AuthPerMinuteOfSite);
    private volatile bool _hasCounted;

    // Of either rate a whole burst is forgotten in its period, and the one try beyond it that was asked for.
    public TimeSpan Memory => Period;

    /// <summary>Networks that may not try now.</summary>
    public int Locked => _networks.Entries.Count(n => !n.Value.Look(RateOf(n.Key), time.GetTimestamp(), time).Granted);

    /// <summary>Counts one; the address's own limit, and its site's, which is slower.</summary>
    public RateDecision Add(IPAddress? address, NetworkPurpose purpose)
    {
        var machine = NetworkKey.Of(address, purpose);
        var decision = Take(machine);
        if (!decision.Granted || machine.Site is not { } site) return decision;

        var ofSite = Take(site);
        return ofSite.Granted ? decision : ofSite;
    }

    /// <summary>What one more would be told.</summary>
    public RateDecision Look(IPAddress? address, NetworkPurpose purpose)
    {
        var machine = NetworkKey.Of(address, purpose);
        var decision = Look(machine);
        return decision.Granted && machine.Site is { } site ? Look(site) : decision;
    }

    public IReadOnlyList<NetworkTries> Take(int max)
    {
        if (!_hasCounted) return [];

        _hasCounted = false;
        var counted = _networks.Entries.Where(n => n.Value.Counted > 0).OrderByDescending(n => n.Value.Counted).Take(max + 1).ToList();
        if (counted.Count > max) _hasCounted = true;
        return [.. counted.Take(max).Select(n => new NetworkTries(n.Key.ToString(), n.Value.TakeCounted(), Period / RateOf(n.Key).Permits))];
    }

    public void PutBack(IReadOnlyList<NetworkTries> tries)
    {
        foreach (var network in tries)
        {
            if (NetworkKey.Parse(network.Network) is { } key) _networks.Of(key).Note(network.Tries);
        }

        _hasCounted = true;
    }

    public void Learn(IReadOnlyList<NetworkRest> networks)
    {
        var now = time.GetTimestamp();
        foreach (var network in networks)
        {
            if (NetworkKey.Parse(network.Network) is { } key) _networks.Of(key).FillNoSoonerThan(now + (long)(network.Rest.TotalSeconds * time.TimestampFrequency));
        }
    }

    private RateDecision Take(NetworkKey key)
    {
        var bucket = _networks.Of(key);
        var decision = bucket.Take(RateOf(key), time.GetTimestamp(), time);
        if (!decision.Granted) return decision;

        bucket.Note(1);
        _hasCounted = true;
        return decision;
    }

    private RateDecision Look(NetworkKey key) =>
        _networks.Find(key)?.Look(RateOf(key), time.GetTimestamp(), time) ?? new RateDecision(Granted: true, TimeSpan.Zero, RateOf(key).Burst, RateOf(key).Burst, TimeSpan.Zero);

    private Rate RateOf(NetworkKey key) => key.IsSite ? _ofSite : _ofMachine;
}
