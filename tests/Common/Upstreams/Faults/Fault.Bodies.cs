using System.IO.Compression;
using System.Text;

namespace McpService.Common.Upstreams.Faults;

/// <summary>Bodies that are not what they should be.</summary>
public sealed partial class Fault
{
    private const int Mebibyte = 1024 * 1024;

    public static Fault Html { get; } = Status(200, "<html><body>Welcome</body></html>", "text/html");

    public static Fault MalformedJson { get; } = Status(200, """{"jsonrpc":"2.0","id":1,"result":{""");

    public static Fault MalformedEvent { get; } = new(exchange => exchange.SendEventAsync("""{"jsonrpc":"2.0","result":{"""));

    /// <summary>200, the right type, nothing in it.</summary>
    public static Fault EmptyBody { get; } = Status(200, " ");

    /// <summary>A stream that ends properly without having answered.</summary>
    public static Fault CloseWithoutAnswer { get; } = new(exchange => exchange.StartStreamAsync());

    /// <summary>Resets the connection before any answer.</summary>
    public static Fault Reset { get; } = new(exchange =>
    {
        exchange.Abort();
        return Task.CompletedTask;
    });

    /// <summary>Sends the beginning of an answer, then resets the connection.</summary>
    public static Fault ResetMidBody { get; } = new(async exchange =>
    {
        await exchange.StartStreamAsync();
        await exchange.WriteAsync("event: message\ndata: {\"jsonrpc\":\"2.0\",\"resu"u8.ToArray());
        exchange.Abort();
    });

    /// <summary>Sends one whole message and ends properly: the answer is to be had by resuming, as a server may that has long to work.</summary>
    public static Fault EndAfter(string messageJson) => new(exchange => exchange.SendEventAsync(messageJson));

    /// <summary>Sends one whole message, waits to be released, then resets the connection.</summary>
    public static Fault ResetAfter(string messageJson) => new(async exchange =>
    {
        await exchange.SendEventAsync(messageJson);
        await exchange.HangAsync();
        exchange.Abort();
    });

    /// <summary>An event whose one line has no end.</summary>
    public static Fault OversizedEvent(int mebibytes) => new(async exchange =>
    {
        await exchange.StartStreamAsync();
        await exchange.WriteAsync("data: {\"jsonrpc\":\"2.0\",\"result\":\""u8.ToArray());
        await RepeatAsync(exchange, Chunk("x"), mebibytes);
    });

    /// <summary>A JSON answer that is far too long.</summary>
    public static Fault OversizedJson(int mebibytes) => new(async exchange =>
    {
        await exchange.RespondAsync(200, Json, "{\"jsonrpc\":\"2.0\",\"result\":{\"text\":\"");
        await RepeatAsync(exchange, Chunk("x"), mebibytes);
    });

    /// <summary>Small events without number, never the answer.</summary>
    public static Fault EndlessEvents(int mebibytes) => new(async exchange =>
    {
        await exchange.StartStreamAsync();
        await RepeatAsync(exchange, Chunk($"data: {Rpc.Notification("notifications/message")}\n\n"), mebibytes);
    });

    private static async Task RepeatAsync(UpstreamExchange exchange, byte[] chunk, int mebibytes)
    {
        for (var left = (long)mebibytes * Mebibyte; left > 0; left -= chunk.Length) await exchange.WriteAsync(chunk);
    }

    /// <summary>About 64 KiB of whole repetitions.</summary>
    private static byte[] Chunk(string text) =>
        Encoding.UTF8.GetBytes(new StringBuilder().Insert(0, text, 64 * 1024 / text.Length).ToString());

    /// <summary>
    /// A 200 with a body of this text, in which <c>{id}</c> stands for the request's id and <c>{answer}</c> for the whole answer of a tool that says
    /// "done". Afterwards the stream ends, or hangs until released.
    /// </summary>
    public static Fault Body(string template, string contentType = "text/event-stream", string? encoding = null, bool hangs = false) => new(async exchange =>
    {
        var text = template
            .Replace("{answer}", Rpc.Result("{id}", Rpc.TextResult("done")), StringComparison.Ordinal)
            .Replace("{id}", exchange.Request.Id, StringComparison.Ordinal)
            .Replace("{session}", exchange.Session?.Id ?? "no-session", StringComparison.Ordinal);
        await exchange.SendBodyAsync(contentType, encoding, Encode(Encoding.UTF8.GetBytes(text), encoding));
        if (hangs) await exchange.HangAsync();
    });

    private static byte[] Encode(byte[] text, string? encoding)
    {
        using var encoded = new MemoryStream();
        using (Stream? encoder = encoding switch
        {
            "gzip" => new GZipStream(encoded, CompressionLevel.Fastest, leaveOpen: true),
            "deflate" => new ZLibStream(encoded, CompressionLevel.Fastest, leaveOpen: true),
            "br" => new BrotliStream(encoded, CompressionLevel.Fastest, leaveOpen: true),
            _ => null,
        })
        {
            (encoder ?? encoded).Write(text);
        }

        return encoded.ToArray();
    }
}
