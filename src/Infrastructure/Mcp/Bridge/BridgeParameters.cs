using System.Text.Json;
using McpService.Application.Mcp;
using McpService.Infrastructure.Mcp.Parked;
using McpService.Infrastructure.Mcp.Wire;

namespace McpService.Infrastructure.Mcp.Bridge;

/// <summary>Parameters of a 2026-07-28 request as an older upstream gets them: without what only that revision knows, with a progress token of ours.</summary>
internal static class BridgeParameters
{
    /// <param name="parameters">The client's <c>params</c>; empty for none.</param>
    /// <param name="place">Where the <c>_meta</c> stands in them; null where that is not all there is to take out.</param>
    /// <param name="progressToken">Ours, or empty when the client wants no progress.</param>
    public static byte[] Write(ReadOnlyMemory<byte> parameters, MetaPlace? place, ReadOnlySpan<byte> progressToken)
    {
        if (parameters.IsEmpty) return [];
        if (place is not { } meta) return Rewrite(parameters, progressToken);

        // Nearly always: all else stands as it stood, and is not read once more (4 µs a call).
        var source = parameters.Span;
        return progressToken.IsEmpty
            ? [.. source[..meta.Rest.Start.Value], .. source[meta.Rest.End.Value..]]
            : Bytes.Join(source[..meta.Member.Start.Value], "\"_meta\":{\"progressToken\":"u8, progressToken, "}"u8, source[meta.Member.End.Value..]);
    }

    private static byte[] Rewrite(ReadOnlyMemory<byte> parameters, ReadOnlySpan<byte> progressToken)
    {
        using var source = JsonDocument.Parse(parameters, new JsonDocumentOptions { MaxDepth = JsonRpcMessage.MaxDepth });
        using var written = new RawObject(parameters.Length + 128);
        foreach (var member in source.RootElement.EnumerateObject())
        {
            if (member.Value.ValueKind == JsonValueKind.Object && RawObject.IsNamed(member, "_meta"u8)) AddMeta(written, member.Value, progressToken);
            else if (!BroughtInput.IsOwn(member)) written.Add(member);
        }

        return written.End().ToArray();
    }

    private static void AddMeta(RawObject written, JsonElement meta, ReadOnlySpan<byte> progressToken)
    {
        using var kept = new RawObject(256);
        var isEmpty = progressToken.IsEmpty;
        foreach (var member in meta.EnumerateObject())
        {
            if (JsonText.NameOf(member) is { } name && (McpMetaKeys.IsOfTheRevision(name) || name == "progressToken")) continue;
            kept.Add(member);
            isEmpty = false;
        }

        if (!progressToken.IsEmpty) kept.Add("progressToken"u8, progressToken);
        if (!isEmpty) written.Add("_meta"u8, kept.End());
    }
}
