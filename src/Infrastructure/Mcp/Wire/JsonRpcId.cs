using System.Text.Json;

namespace McpService.Infrastructure.Mcp.Wire;

/// <summary>Compares ids of different writers, who may escape the same text differently.</summary>
internal static class JsonRpcId
{
    public static bool Same(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        if (a.SequenceEqual(b)) return true;
        if (a.IsEmpty || b.IsEmpty || a[0] != '"' || b[0] != '"') return false;
        return Text(a) == Text(b);
    }

    private static string? Text(ReadOnlySpan<byte> quoted)
    {
        var reader = new Utf8JsonReader(quoted);
        reader.Read();
        return reader.GetString();
    }
}
