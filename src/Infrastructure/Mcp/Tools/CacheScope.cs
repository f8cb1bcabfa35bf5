using System.Text.Json;
using McpService.Infrastructure.Mcp.Wire;

namespace McpService.Infrastructure.Mcp.Tools;

/// <summary>
/// Says of a result that nobody but its client may keep it (2026-07-28, "Caching"): what a tenant sees depends on its credential and on what it may use,
/// so that a cache on the way must not give it to another. Everything else stays byte for byte.
/// </summary>
internal static class CacheScope
{
    /// <summary>The message with a private result, or null when it says so already, or is none to be kept.</summary>
    /// <param name="message">A whole, valid JSON-RPC message.</param>
    /// <param name="isCacheable">A result of this kind is kept, and without a scope of its own read as public.</param>
    public static byte[]? MakePrivate(ReadOnlySpan<byte> message, bool isCacheable)
    {
        if (!isCacheable && message.IndexOf("cacheScope"u8) < 0) return null;
        var reader = new Utf8JsonReader(message, new JsonReaderOptions { MaxDepth = JsonRpcMessage.MaxDepth });
        if (!ToolListFilter.EnterProperty(ref reader, "result"u8, JsonTokenType.StartObject)) return null;

        using var written = new PooledBuffer(message.Length + 32);
        int copied = 0, members = 0;
        bool isThere = false, isChanged = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            members++;
            var isScope = JsonText.IsNamed(ref reader, "cacheScope"u8);
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            var isPrivate = isScope && JsonText.Read(ref reader) == "private";
            reader.Skip();
            isThere |= isScope;
            if (!isScope || isPrivate) continue;

            written.Append(message[copied..start]);
            written.Append("\"private\""u8);
            copied = (int)reader.BytesConsumed;
            isChanged = true;
        }

        if (isCacheable && !isThere)
        {
            var end = (int)reader.TokenStartIndex;
            written.Append(message[copied..end]);
            written.Append(members == 0 ? "\"cacheScope\":\"private\""u8 : ",\"cacheScope\":\"private\""u8);
            copied = end;
            isChanged = true;
        }

        if (!isChanged) return null;
        written.Append(message[copied..]);
        return written.Span.ToArray();
    }
}
