using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using McpService.Application.Mcp;
using McpService.Infrastructure.Mcp.Wire;

namespace McpService.Infrastructure.Mcp.Reverse;

/// <summary>Messages of an upstream of 2026-07-28 as a client of an older revision expects them: without what only the newer one knows.</summary>
internal static class OlderAnswer
{
    /// <summary>The answer for a result.</summary>
    /// <param name="id">Of the client's request.</param>
    /// <param name="result">The upstream's.</param>
    /// <param name="method">What was asked.</param>
    public static byte[] Result(ReadOnlySpan<byte> id, ReadOnlyMemory<byte> result, string method)
    {
        using var source = JsonDocument.Parse(result, new JsonDocumentOptions { MaxDepth = JsonRpcMessage.MaxDepth });
        using var answer = new RawObject(result.Length + id.Length + 64);
        answer.Add("jsonrpc"u8, "\"2.0\""u8);
        answer.Add("id"u8, id);
        answer.Begin("result"u8);
        if (source.RootElement.ValueKind == JsonValueKind.Object) AddMembers(answer, source.RootElement, method);
        answer.EndInner();
        return answer.End().ToArray();
    }

    /// <summary>The answer for an error.</summary>
    /// <param name="id">Of the client's request.</param>
    /// <param name="error">The upstream's.</param>
    /// <param name="method">What was asked.</param>
    public static byte[] Error(ReadOnlySpan<byte> id, ReadOnlyMemory<byte> error, string method)
    {
        if (method != McpMethods.ResourcesRead) return JsonRpcWriter.WriteError(id, error.Span);
        using var source = JsonDocument.Parse(error, new JsonDocumentOptions { MaxDepth = JsonRpcMessage.MaxDepth });
        var isMissing = source.RootElement.Member("code"u8) is { ValueKind: JsonValueKind.Number } code && code.TryGetInt32(out var number) && number == JsonRpcCodes.InvalidParams
            && source.RootElement.Member("data"u8)?.Member("uri"u8) is not null;
        if (!isMissing) return JsonRpcWriter.WriteError(id, error.Span);

        // "Resource not found: -32002" until 2025-11-25 ("Resources", "Error Handling").
        using var written = new RawObject(error.Length + 16);
        foreach (var member in source.RootElement.EnumerateObject())
        {
            if (RawObject.IsNamed(member, "code"u8)) written.Add("code"u8, Encoding.UTF8.GetBytes($"{JsonRpcCodes.ResourceNotFound}"));
            else written.Add(member);
        }

        return JsonRpcWriter.WriteError(id, written.End());
    }

    /// <summary>A notification without what the revision adds to <c>_meta</c>.</summary>
    public static byte[] Notification(string method, ReadOnlyMemory<byte> parameters)
    {
        using var written = new RawObject(parameters.Length + 16);
        if (!parameters.IsEmpty)
        {
            using var source = JsonDocument.Parse(parameters, new JsonDocumentOptions { MaxDepth = JsonRpcMessage.MaxDepth });
            if (source.RootElement.ValueKind == JsonValueKind.Object) AddWithOlderMeta(written, source.RootElement, _ => true);
        }

        using var notification = JsonRpcWriter.WriteNotification(method, written.End());
        return notification.Span.ToArray();
    }

    private static void AddMembers(RawObject answer, JsonElement result, string method) => AddWithOlderMeta(answer, result, member =>
    {
        if (RawObject.IsNamed(member, "resultType"u8)) return false;
        if (RawObject.IsNamed(member, "ttlMs"u8) || RawObject.IsNamed(member, "cacheScope"u8)) return !McpMethods.IsCacheable(method);

        // Objects alone until 2025-11-25; the same stands in the content.
        if (method == McpMethods.ToolsCall && RawObject.IsNamed(member, "structuredContent"u8)) return member.Value.ValueKind == JsonValueKind.Object;
        if (method != McpMethods.ToolsList || !RawObject.IsNamed(member, "tools"u8) || member.Value.ValueKind != JsonValueKind.Array || !NeedsOlderTools(member.Value)) return true;
        answer.Add("tools"u8, OlderTools(member.Value));
        return false;
    });

    private static bool NeedsOlderTools(JsonElement tools) => tools.EnumerateArray().Any(t => t.Member("outputSchema"u8) is { } schema && !IsOfObject(schema));

    /// <summary>An output schema of anything but an object is not known to older revisions, whose clients would refuse the whole list.</summary>
    private static byte[] OlderTools(JsonElement tools)
    {
        using var list = new PooledBuffer(4096);
        list.Append("["u8);
        foreach (var tool in tools.EnumerateArray())
        {
            if (list.Length > 1) list.Append(","u8);
            if (tool.ValueKind != JsonValueKind.Object)
            {
                list.Append(JsonMarshal.GetRawUtf8Value(tool));
                continue;
            }

            using var written = new RawObject(1024);
            foreach (var member in tool.EnumerateObject())
            {
                if (!RawObject.IsNamed(member, "outputSchema"u8) || IsOfObject(member.Value)) written.Add(member);
            }

            list.Append(written.End());
        }

        list.Append("]"u8);
        return list.Span.ToArray();
    }

    private static bool IsOfObject(JsonElement schema) => JsonText.Of(schema, "type"u8) == "object";

    private static void AddWithOlderMeta(RawObject written, JsonElement source, Func<JsonProperty, bool> isKept)
    {
        foreach (var member in source.EnumerateObject())
        {
            if (RawObject.IsNamed(member, "_meta"u8) && member.Value.ValueKind == JsonValueKind.Object) AddMeta(written, member.Value);
            else if (isKept(member)) written.Add(member);
        }
    }

    private static void AddMeta(RawObject written, JsonElement meta)
    {
        using var kept = new RawObject(256);
        var isEmpty = true;
        foreach (var member in meta.EnumerateObject())
        {
            if (JsonText.NameOf(member) is McpMetaKeys.ServerInfo or McpMetaKeys.SubscriptionId) continue;
            kept.Add(member);
            isEmpty = false;
        }

        if (!isEmpty) written.Add("_meta"u8, kept.End());
    }
}
