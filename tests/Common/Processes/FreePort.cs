using System.Net;
using System.Net.Sockets;

namespace McpService.Common.Processes;

/// <summary>A loopback port for a program that cannot choose one itself. Somebody else may take it before that program does.</summary>
public static class FreePort
{
    public static int Next()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
