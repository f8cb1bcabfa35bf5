namespace McpService.WebApi.Bodies;

/// <summary>Writes answers in pieces: the server copies what it is given, so that a slow client would else hold a large answer twice.</summary>
internal static class ResponsePieces
{
    private const int Size = 64 * 1024;

    public static async ValueTask WriteAsync(HttpResponse response, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (bytes.Length > Size)
        {
            await response.Body.WriteAsync(bytes[..Size], cancellationToken);
            bytes = bytes[Size..];
        }

        await response.Body.WriteAsync(bytes, cancellationToken);
    }
}
