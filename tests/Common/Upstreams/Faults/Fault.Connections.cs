using System.Text;

namespace McpService.Common.Upstreams.Faults;

/// <summary>Bytes on the connection that no proper server would write.</summary>
public sealed partial class Fault
{
    /// <summary>Response headers of this size in all.</summary>
    public static Fault HugeHeaders(int mebibytes) => new(async exchange =>
    {
        var header = Encoding.ASCII.GetBytes($"X-Filler: {new string('x', 4096 - "X-Filler: \r\n".Length)}\r\n");
        await exchange.Connection.WriteAsync("HTTP/1.1 200 OK\r\n"u8.ToArray(), exchange.Ended);
        for (var left = mebibytes * 256; left > 0 && !exchange.Ended.IsCancellationRequested; left--)
        {
            var sent = await exchange.Connection.WriteAsync(header, exchange.Ended);
            if (sent.IsCompleted) break;
        }

        // Ending first would take back what is still on its way.
        await exchange.HangAsync();
        exchange.Abort();
    });

    /// <summary>Exactly these bytes as the answer; then silence until released, and the end of the connection.</summary>
    public static Fault Raw(string latin1) => new(async exchange =>
    {
        await exchange.Connection.WriteAsync(Encoding.Latin1.GetBytes(latin1), exchange.Ended);
        await exchange.HangAsync();
        exchange.Abort();
    });
}
