using System.Collections.Concurrent;
using McpService.Application.Mcp;

namespace McpService.WebApi.Mcp;

/// <summary>The open streams of the transport of 2024-11-05 in this process. Its answers leave on the stream, so messages must come to the same replica.</summary>
public sealed class SseConnections
{
    private readonly ConcurrentDictionary<string, SseConnection> _open = new();

    /// <param name="tenantRef">Whose stream.</param>
    /// <param name="output">The response that carries it.</param>
    /// <param name="stream">Its place in the account.</param>
    /// <param name="clientGone">Fires when its client leaves.</param>
    public SseConnection Open(Guid tenantRef, Stream output, IStreamPlace stream, CancellationToken clientGone)
    {
        var connection = new SseConnection(tenantRef, output, stream, clientGone);
        _open[connection.Id] = connection;
        return connection;
    }

    public void Remove(SseConnection connection) => _open.TryRemove(connection.Id, out _);

    /// <summary>The tenant's connection of this id, or null; somebody else's is not told from none.</summary>
    public SseConnection? Find(string? id, Guid tenantRef) =>
        id is not null && _open.TryGetValue(id, out var connection) && connection.TenantRef == tenantRef ? connection : null;
}
