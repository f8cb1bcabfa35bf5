using System.Buffers;

namespace McpService.WebApi.Bodies;

/// <summary>Writes answers in pieces: the server copies what it is given, so that a slow client would else hold a large answer twice.</summary>
internal static class ResponsePieces
{
    // Larger ones are fewer packets and waits, and cost more: the server copies the next piece to where the last one still is in the processor's cache (128 KiB at once: 100 µs more).
    private const int Size = 64 * 1024;

    /// <summary>
    /// Writes bytes. What is one piece waits for a flush, or for the end of the response, to go out together with it. Of more pieces each is flushed, the last one too: at the end of a
    /// response of known length the server flushes nothing that comes behind what was flushed before.
    /// </summary>
    public static async ValueTask WriteAsync(HttpResponse response, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (bytes.Length <= Size)
        {
            if (!response.HasStarted) await response.StartAsync(cancellationToken);
            response.BodyWriter.Write(bytes.Span);
            return;
        }

        for (; bytes.Length > Size; bytes = bytes[Size..]) await response.Body.WriteAsync(bytes[..Size], cancellationToken);
        await response.Body.WriteAsync(bytes, cancellationToken);
    }
}
