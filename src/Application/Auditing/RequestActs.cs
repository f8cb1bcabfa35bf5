namespace McpService.Application.Auditing;

/// <summary>Ids of the acts of one request: they differ in the last byte alone.</summary>
public static class RequestActs
{
    /// <param name="request">Id of the request, and of its first act.</param>
    /// <param name="act">Which act, from 1 on.</param>
    public static Guid Next(Guid request, int act)
    {
        Span<byte> bytes = stackalloc byte[16];
        request.TryWriteBytes(bytes, bigEndian: true, out _);
        bytes[15] += (byte)act;
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>The least and the greatest id an act of the request can have.</summary>
    public static (Guid First, Guid Last) Of(Guid request)
    {
        Span<byte> bytes = stackalloc byte[16];
        request.TryWriteBytes(bytes, bigEndian: true, out _);
        bytes[15] = byte.MinValue;
        var first = new Guid(bytes, bigEndian: true);
        bytes[15] = byte.MaxValue;
        return (first, new Guid(bytes, bigEndian: true));
    }
}
