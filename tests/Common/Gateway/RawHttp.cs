using System.Net.Sockets;
using System.Text;

namespace McpService.Common.Gateway;

/// <summary>Bytes to a server and back, for what HttpClient would mend or refuse to send.</summary>
public static class RawHttp
{
    /// <summary>Sends, and reads until the server closes.</summary>
    public static Task<string> ExchangeAsync(Uri server, string request, CancellationToken cancellationToken) =>
        ExchangeAsync(server, Encoding.Latin1.GetBytes(request), cancellationToken);

    /// <inheritdoc cref="ExchangeAsync(Uri, string, CancellationToken)"/>
    public static async Task<string> ExchangeAsync(Uri server, byte[] request, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(server.Host, server.Port, cancellationToken);
        var stream = client.GetStream();
        await stream.WriteAsync(request, cancellationToken);
        var received = new MemoryStream();
        try
        {
            await stream.CopyToAsync(received, cancellationToken);
        }
        catch (IOException)
        {
            // Closed with bytes unread on the other side: what came before counts.
        }

        return Encoding.Latin1.GetString(received.ToArray());
    }
}
