using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;

namespace McpService.WebApi.Hosting;

/// <summary>
/// The sockets the server listens on, to close them without breaking a connection. A client whose handshake is done has sent its request, whether or not the server has
/// accepted it; the kernel resets what still waits when the socket is closed, and a proxy in front must not repeat a POST that it has sent.
/// </summary>
internal sealed class ListeningSockets : IConfigureOptions<SocketTransportOptions>
{
    private const int SocketLevel = 1; // SOL_SOCKET
    private const int AttachFilter = 26; // SO_ATTACH_FILTER

    // A classic BPF program over the TCP header: whatever opens a connection (SYN, in the flags at byte 13) is dropped, the rest is let through.
    private static readonly ulong[] NoNewConnections =
    [
        Instruction(0x30, 0, 0, 13), // load the byte
        Instruction(0x45, 0, 1, 0x02), // SYN?
        Instruction(0x06, 0, 0, 0), // drop
        Instruction(0x06, 0, 0, uint.MaxValue), // let through
    ];

    private readonly List<Socket> _sockets = [];

    public void Configure(SocketTransportOptions options) => options.CreateBoundListenSocket = Create;

    /// <summary>
    /// Handshakes that have begun are finished and accepted, no new ones begin: who comes now tries again within a second, as TCP does, and finds the listener closed.
    /// Where the system knows no such filter nothing happens, and the moment stays in which a connection can be lost.
    /// </summary>
    public void TakeNoNew()
    {
        if (!OperatingSystem.IsLinux()) return;
        foreach (var socket in All()) Filter(socket);
    }

    /// <summary>Connections are refused from now on. The server sees that its listener has ended, and serves on those it has.</summary>
    public void Close()
    {
        foreach (var socket in All()) socket.Dispose();
    }

    private Socket Create(EndPoint endPoint)
    {
        var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endPoint);
        lock (_sockets) _sockets.Add(socket);
        return socket;
    }

    private Socket[] All()
    {
        lock (_sockets) return [.. _sockets];
    }

    private static void Filter(Socket socket)
    {
        var pinned = GCHandle.Alloc(NoNewConnections, GCHandleType.Pinned);
        try
        {
            // struct sock_fprog: the number of instructions, and where they are.
            Span<byte> program = stackalloc byte[2 * IntPtr.Size];
            program.Clear();
            MemoryMarshal.Write(program, (ushort)NoNewConnections.Length);
            MemoryMarshal.Write(program[IntPtr.Size..], pinned.AddrOfPinnedObject());
            socket.SetRawSocketOption(SocketLevel, AttachFilter, program);
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            // A sandbox that does not let it, or a socket that is closed already.
        }
        finally
        {
            pinned.Free();
        }
    }

    /// <summary>struct sock_filter: 16 bits of code, 8 and 8 of jumps, 32 of value, in the machine's order.</summary>
    private static ulong Instruction(ushort code, byte ifTrue, byte ifFalse, uint value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        MemoryMarshal.Write(bytes, code);
        (bytes[2], bytes[3]) = (ifTrue, ifFalse);
        MemoryMarshal.Write(bytes[4..], value);
        return MemoryMarshal.Read<ulong>(bytes);
    }
}
