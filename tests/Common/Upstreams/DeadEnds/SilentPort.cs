using System.Net;
using System.Net.Sockets;

namespace McpService.Common.Upstreams.DeadEnds;

/// <summary>A port that never accepts: its queue is full, so a further connection is neither made nor refused.</summary>
public sealed class SilentPort : IDisposable
{
    private const int MoreThanTheQueueHolds = 4;

    private readonly Socket _socket = Open();
    private readonly List<Socket> _queue = [];

    public SilentPort()
    {
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _socket.Listen(0);
        for (var queued = 0; queued < MoreThanTheQueueHolds; queued++)
        {
            var waiting = Open();
            waiting.Blocking = false;
            _queue.Add(waiting);
            try
            {
                waiting.Connect(_socket.LocalEndPoint!);
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress)
            {
                // It waits in the queue, or for a place there, until disposed.
            }
        }
    }

    public Uri Address => new($"http://{_socket.LocalEndPoint}/mcp");

    public void Dispose()
    {
        foreach (var waiting in _queue) waiting.Dispose();
        _socket.Dispose();
    }

    private static Socket Open() => new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
}
