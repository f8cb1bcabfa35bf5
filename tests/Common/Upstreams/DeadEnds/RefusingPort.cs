using System.Net;
using System.Net.Sockets;

namespace McpService.Common.Upstreams.DeadEnds;

/// <summary>A port that refuses every connection, and that nobody else can take meanwhile.</summary>
public sealed class RefusingPort : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public RefusingPort() => _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));

    public Uri Address => new($"http://{_socket.LocalEndPoint}/mcp");

    public void Dispose() => _socket.Dispose();
}
