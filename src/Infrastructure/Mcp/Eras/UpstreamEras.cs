using System.Collections.Concurrent;
using McpService.Application.Mcp;
using McpService.Application.Upstream;
using McpService.Infrastructure.Mcp.Http;
using Microsoft.Extensions.Options;

namespace McpService.Infrastructure.Mcp.Eras;

/// <summary>
/// Which revisions the upstream speaks, as far as was seen. An answer that worked is a proof, and remembered for the upstream; a refusal may be
/// about its tenant alone, and teaches of that one, for a minute.
/// </summary>
internal sealed class UpstreamEras(IEraStore store, UpstreamAddress address, BackgroundRequests background, IOptions<UpstreamOptions> options, TimeProvider time)
{
    private const int MaxRefusals = 10_000;

    private static readonly TimeSpan RefusalLifetime = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<(Guid TenantRef, Era Era), long> _refusals = new();
    private KnownEras _known = KnownEras.Nothing;
    private volatile bool _isRead;

    /// <summary>The one that the operator says is spoken; null where that is found out.</summary>
    public Era? Pinned { get; } = options.Value.ProtocolVersion == UpstreamOptions.AutomaticVersion
        ? null
        : McpRevisions.IsSessionless(options.Value.ProtocolVersion) ? Era.Sessionless : Era.Sessions;

    /// <summary>What is known of the upstream, here or by another process.</summary>
    public async ValueTask<KnownEras> KnownAsync(CancellationToken cancellationToken)
    {
        if (_isRead) return _known;
        var stored = await store.FindAsync(address.Base, cancellationToken);
        lock (_lock)
        {
            _isRead = true;
            return _known = new KnownEras(_known.HasSessions || stored.HasSessions, _known.IsSessionless || stored.IsSessionless, _known.Declined ?? stored.Declined);
        }
    }

    /// <summary>Whether this era is asked first of a tenant's upstream. <c>initialize</c> always is, but for a minute after it was refused where the other was not.</summary>
    public bool MayInitialize(UpstreamTarget target) => Pinned is { } pinned
        ? pinned == Era.Sessions
        : !IsRefused(target, Era.Sessions) || IsRefused(target, Era.Sessionless);

    /// <summary>This tenant was refused in this era a moment ago.</summary>
    public bool IsRefused(UpstreamTarget target, Era era) =>
        _refusals.TryGetValue((target.TenantRef, era), out var at) && time.GetElapsedTime(at) < RefusalLifetime;

    /// <summary>An answer in this era worked.</summary>
    public void Proved(Era era)
    {
        var known = _known;
        if (era == Era.Sessions ? known.HasSessions : known.IsSessionless) return;
        Learn(k => era == Era.Sessions ? k with { HasSessions = true } : k with { IsSessionless = true });
    }

    /// <summary>A server that keeps sessions said that it does not know the revisions without.</summary>
    /// <param name="server">Its name and version: another version is asked again.</param>
    public void Declined(string server) => Learn(k => k with { Declined = server, IsSessionless = false });

    /// <summary>A tenant was refused in this era.</summary>
    public void Refused(UpstreamTarget target, Era era)
    {
        if (_refusals.Count >= MaxRefusals) _refusals.Clear();
        _refusals[(target.TenantRef, era)] = time.GetTimestamp();
    }

    private void Learn(Func<KnownEras, KnownEras> learn)
    {
        lock (_lock) _known = learn(_known);
        background.Run(SaveAsync);
    }

    // What another process learned meanwhile stays.
    private async Task SaveAsync(CancellationToken cancellationToken)
    {
        await KnownAsync(cancellationToken);
        await store.SaveAsync(address.Base, _known, cancellationToken);
    }
}
