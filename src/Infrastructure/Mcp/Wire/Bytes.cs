namespace McpService.Infrastructure.Mcp.Wire;

/// <summary>Puts bytes one after the other.</summary>
internal static class Bytes
{
    /// <summary>All of them, in an array of their length.</summary>
    /// <remarks>A collection expression does the same up to three; one of more is compiled to a list that is filled byte by byte (480 bytes and 0.4 µs for a short answer).</remarks>
    public static byte[] Join(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ReadOnlySpan<byte> third, ReadOnlySpan<byte> fourth, ReadOnlySpan<byte> fifth, ReadOnlySpan<byte> sixth = default)
    {
        var joined = GC.AllocateUninitializedArray<byte>(first.Length + second.Length + third.Length + fourth.Length + fifth.Length + sixth.Length);
        var rest = Put(joined, first);
        rest = Put(rest, second);
        rest = Put(rest, third);
        rest = Put(rest, fourth);
        rest = Put(rest, fifth);
        Put(rest, sixth);
        return joined;
    }

    private static Span<byte> Put(Span<byte> rest, ReadOnlySpan<byte> part)
    {
        part.CopyTo(rest);
        return rest[part.Length..];
    }
}
