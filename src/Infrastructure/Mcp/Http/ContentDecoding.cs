using System.IO.Compression;
using McpService.Application.Errors;
using McpService.Infrastructure.Mcp.Wire;

namespace McpService.Infrastructure.Mcp.Http;

/// <summary>Bodies that come encoded although <c>Accept-Encoding: identity</c> asked for none (RFC 9110, 8.4); some servers and proxies encode whatever they send.</summary>
internal static class ContentDecoding
{
    private const int MaxEncodings = 2; // more is not a body but a trap

    /// <summary>The body as it was before it was encoded; how much of it is read is for the reader to bound.</summary>
    /// <param name="body">As it comes.</param>
    /// <param name="encodings">In the order in which they were applied.</param>
    /// <exception cref="UpstreamException">An encoding that is not known, named where it has a name.</exception>
    public static Stream Decode(Stream body, ICollection<string> encodings)
    {
        if (encodings.Count == 0) return body;
        var applied = encodings.Where(e => !e.Equals("identity", StringComparison.OrdinalIgnoreCase)).ToList();
        if (applied.Count == 0) return body;
        if (applied.Count > MaxEncodings) throw NotKnown($"{applied.Count} encodings");
        return new DecodedStream(Enumerable.Reverse(applied).Aggregate(body, DecodeOne));
    }

    private static Stream DecodeOne(Stream body, string encoding) => encoding.ToUpperInvariant() switch
    {
        "GZIP" or "X-GZIP" => new GZipStream(body, CompressionMode.Decompress),
        "DEFLATE" => new ZLibStream(body, CompressionMode.Decompress),
        "BR" => new BrotliStream(body, CompressionMode.Decompress),
        _ => throw NotKnown(HeaderNames.IsToken(encoding) && encoding.Length <= 32 ? encoding : "an unknown encoding"),
    };

    private static UpstreamException NotKnown(string what) =>
        new(UpstreamFailure.InvalidResponse, $"{UpstreamFailure.InvalidResponse.Message} Its body is encoded with {what}, which was not asked for.");
}
