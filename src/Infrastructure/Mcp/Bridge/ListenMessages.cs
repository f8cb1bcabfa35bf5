using System.Text;
using System.Text.Json;
using McpService.Application.Mcp;
using McpService.Infrastructure.Mcp.Wire;

namespace McpService.Infrastructure.Mcp.Bridge;

/// <summary>What goes out on a listener's stream: each message names the request that it belongs to (2026-07-28, "Subscriptions").</summary>
/// <param name="requestId">Id of <c>subscriptions/listen</c> as its client wrote it.</param>
internal sealed class ListenMessages(byte[] requestId)
{
    private static readonly byte[] IdKey = Encoding.UTF8.GetBytes(McpMetaKeys.SubscriptionId);

    /// <summary>The first: what is served.</summary>
    public byte[] Acknowledged(ListenFilter served)
    {
        using var parameters = new RawObject(256);
        parameters.Add("notifications"u8, Encoding.UTF8.GetBytes(served.ToJson()));
        AddMeta(parameters, given: null);
        using var message = JsonRpcWriter.WriteNotification(McpMethods.Acknowledged, parameters.End());
        return EventStreamWriter.Message(message.Span);
    }

    /// <summary>A notification of an older revision as this one has it.</summary>
    /// <param name="method">Its method.</param>
    /// <param name="parameters">Its <c>params</c>; empty for none.</param>
    public byte[] Tagged(string method, ReadOnlyMemory<byte> parameters)
    {
        using var source = JsonDocument.Parse(parameters.IsEmpty ? "{}"u8.ToArray() : parameters, new JsonDocumentOptions { MaxDepth = JsonRpcMessage.MaxDepth });
        using var written = new RawObject(parameters.Length + 256);
        JsonElement? meta = null;
        foreach (var member in source.RootElement.EnumerateObject())
        {
            if (RawObject.IsNamed(member, "_meta"u8)) meta = member.Value;
            else written.Add(member);
        }

        AddMeta(written, meta);
        using var message = JsonRpcWriter.WriteNotification(method, written.End());
        return message.Span.ToArray();
    }

    /// <summary>The last, where the gateway ends it: its client may listen again.</summary>
    public byte[] Ended()
    {
        using var response = new RawObject(256);
        response.Add("jsonrpc"u8, "\"2.0\""u8);
        response.Add("id"u8, requestId);
        response.Begin("result"u8);
        response.Add("resultType"u8, "\"complete\""u8);
        AddMeta(response, given: null);
        response.EndInner();
        return EventStreamWriter.Message(response.End());
    }

    private void AddMeta(RawObject written, JsonElement? given)
    {
        using var meta = new RawObject(256);
        if (given is { ValueKind: JsonValueKind.Object } members)
        {
            foreach (var member in members.EnumerateObject())
            {
                if (!RawObject.IsNamed(member, IdKey)) meta.Add(member);
            }
        }

        meta.Add(IdKey, requestId);
        written.Add("_meta"u8, meta.End());
    }
}
