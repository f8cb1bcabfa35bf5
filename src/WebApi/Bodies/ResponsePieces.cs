using System.Buffers;

namespace McpService.WebApi.Bodies;

/// <summary>Writes answers in pieces: the server copies what it is given, so that a slow client would else hold a large answer twice.</summary>
internal static class ResponsePieces
{
    private const int Size = 64 * 1024;
    private const int AtOnce = 160 * 1024; // each piece but the last waits for its client to take it

    /// <summary>Writes bytes. The last piece waits for a flush, or for the end of the response, to go out together with it.</summary>
    public static async ValueTask WriteAsync(HttpResponse response, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        for (; bytes.Length > AtOnce; bytes = bytes[Size..]) await response.Body.WriteAsync(bytes[..Size], cancellationToken);

        if (!response.HasStarted) await response.StartAsync(cancellationToken);
        response.BodyWriter.Write(bytes.Span);
    }
}
