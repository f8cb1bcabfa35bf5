using System.Net;
using System.Net.Sockets;
using System.Text;

namespace McpService.Common.Proxies;

/// <summary>A loopback port that leads to another, and to whichever the test says next: as an address that moves in a failover.</summary>
public sealed class TcpForwarder : IAsyncDisposable
{
    private TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Lock _changing = new();
    private readonly List<Socket> _open = [];
    private Task _accepting;
    private int _target;
    private int _accepted;
    private Loss? _loss;

    public TcpForwarder(int target)
    {
        _target = target;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync(_listener);
    }

    public int Port { get; }

    /// <summary>Connections that were made to it so far.</summary>
    public int Accepted => Volatile.Read(ref _accepted);

    /// <summary>From now on new connections lead to <paramref name="target"/>; those that are open stay as they are.</summary>
    public void LeadTo(int target) => Volatile.Write(ref _target, target);

    /// <summary>
    /// Once: the connection that sends these texts one after the other is ended when the last of them has been answered, and before the answer arrives.
    /// </summary>
    public void LoseAnswerTo(params string[] texts) => Lose(isAnswered: true, texts);

    /// <summary>Once: the connection that sends these texts one after the other is ended before the last of them arrives.</summary>
    public void LoseFrom(params string[] texts) => Lose(isAnswered: false, texts);

    /// <summary>Ends every open connection.</summary>
    public void Cut()
    {
        lock (_changing)
        {
            foreach (var socket in _open) socket.Dispose();
            _open.Clear();
        }
    }

    /// <summary>Refuses connections, and ends the open ones, until <see cref="Reopen"/>.</summary>
    public async Task CloseAsync()
    {
        _listener.Dispose();
        await _accepting;
        Cut();
    }

    /// <summary>Ends <see cref="CloseAsync"/>.</summary>
    public void Reopen()
    {
        _listener = new TcpListener(IPAddress.Loopback, Port);
        _listener.Start();
        _accepting = AcceptAsync(_listener);
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        Cut();
        await _accepting;
        _end.Dispose();
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptSocketAsync(_end.Token);
                Interlocked.Increment(ref _accepted);
                _ = ForwardAsync(client);
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }

    private async Task ForwardAsync(Socket client)
    {
        var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        client.NoDelay = true;
        lock (_changing) _open.AddRange([client, server]);
        try
        {
            await server.ConnectAsync(IPAddress.Loopback, Volatile.Read(ref _target), _end.Token);
            var watch = new Watch();
            await Task.WhenAny(PumpAsync(client, server, bytes => MayBeSent(bytes, watch)), PumpAsync(server, client, _ => !watch.IsToBeLost));
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // Cut, or nobody there.
        }
        finally
        {
            client.Dispose();
            server.Dispose();
        }
    }

    private void Lose(bool isAnswered, string[] texts) => Volatile.Write(ref _loss, new Loss([.. texts.Select(Encoding.ASCII.GetBytes)], isAnswered));

    /// <summary>Looks at what a client sends.</summary>
    private bool MayBeSent(ReadOnlySpan<byte> bytes, Watch watch)
    {
        if (Volatile.Read(ref _loss) is not { } loss) return true;

        if (watch.Loss != loss) (watch.Loss, watch.Seen) = (loss, 0);
        while (watch.Seen < loss.Texts.Count && bytes.IndexOf(loss.Texts[watch.Seen]) >= 0) watch.Seen++;
        if (watch.Seen < loss.Texts.Count || Interlocked.CompareExchange(ref _loss, null, loss) != loss) return true;

        watch.IsToBeLost = loss.IsAnswered;
        return loss.IsAnswered;
    }

    private async Task PumpAsync(Socket from, Socket to, Passing mayPass)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer, _end.Token) is > 0 and var count)
            {
                if (!mayPass(buffer.AsSpan(0, count))) return;
                await to.SendAsync(buffer.AsMemory(0, count), _end.Token);
            }
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The other direction ends with this one.
        }
    }

    private delegate bool Passing(ReadOnlySpan<byte> bytes);

    private sealed record Loss(IReadOnlyList<byte[]> Texts, bool IsAnswered);

    private sealed class Watch
    {
        private volatile bool _isToBeLost;

        /// <summary>What is looked for.</summary>
        public Loss? Loss { get; set; }

        /// <summary>How many of its texts were sent.</summary>
        public int Seen { get; set; }

        /// <summary>The next answer is.</summary>
        public bool IsToBeLost
        {
            get => _isToBeLost;
            set => _isToBeLost = value;
        }
    }
}
