using System.Collections.Concurrent;
using McpService.Application.Abstractions;
using McpService.Application.Mcp;

namespace McpService.Infrastructure.Mcp;

/// <summary>The open streams of each tenant, so that they can be ended when the tenant is suspended or deleted or its credential replaced.</summary>
internal sealed class TenantStreams
{
    /// <summary>Streams that a tenant may hold open at once.</summary>
    public const int MaxPerTenant = 100;

    private readonly ConcurrentDictionary<Guid, ConcurrentDictionary<TenantStream, bool>> _open = new();

    /// <summary>Tenants that have streams open.</summary>
    public ICollection<Guid> Tenants => _open.Keys;

    /// <summary>Registers a stream.</summary>
    /// <param name="connection">Whose stream.</param>
    /// <param name="requestId">Id of the client's request, for the error to name.</param>
    /// <exception cref="McpException">The tenant has too many.</exception>
    public TenantStream Open(UpstreamConnection connection, ReadOnlyMemory<byte> requestId)
    {
        var streams = _open.GetOrAdd(connection.TenantRef, static _ => new());
        if (streams.Count >= MaxPerTenant) throw new McpException(429, -32000, $"This tenant has {MaxPerTenant} streams open; close one first.", requestId);
        var stream = new TenantStream(this, connection);
        streams.TryAdd(stream, true);
        return stream;
    }

    /// <summary>Ends the tenant's streams, or those of one credential.</summary>
    /// <param name="tenantRef">The tenant.</param>
    /// <param name="exceptCredential">Streams of this version go on; null ends all.</param>
    public void End(Guid tenantRef, Guid? exceptCredential)
    {
        if (!_open.TryGetValue(tenantRef, out var streams)) return;
        foreach (var stream in streams.Keys)
        {
            if (stream.CredentialVersion != exceptCredential) stream.End();
        }
    }

    public void Remove(TenantStream stream)
    {
        if (_open.TryGetValue(stream.TenantRef, out var streams)) streams.TryRemove(stream, out _);
    }
}

/// <summary>One open stream; <see cref="Ended"/> fires when the gateway ends it.</summary>
internal sealed class TenantStream(TenantStreams owner, UpstreamConnection connection) : IDisposable
{
    private readonly CancellationTokenSource _ended = new();

    public Guid TenantRef { get; } = connection.TenantRef;

    public Guid CredentialVersion { get; } = connection.Credential.Version;

    public CancellationToken Ended => _ended.Token;

    public void End()
    {
        try
        {
            _ended.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It ended by itself at the same moment.
        }
    }

    public void Dispose()
    {
        owner.Remove(this);
        _ended.Dispose();
    }
}
