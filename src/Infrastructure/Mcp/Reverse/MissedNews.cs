using System.Text;
using McpService.Application.Mcp;
using McpService.Infrastructure.Mcp.Bridge;
using McpService.Infrastructure.Mcp.Wire;

namespace McpService.Infrastructure.Mcp.Reverse;

/// <summary>
/// What a client is told that may have missed something while nothing listened for it: that all it listens to may have changed. The revision behind its session keeps no events to send again, and
/// who looks once too often loses nothing.
/// </summary>
internal static class MissedNews
{
    public static IEnumerable<byte[]> Of(ListenFilter filter)
    {
        if (filter.Tools) yield return Notification(McpMethods.ToolsChanged);
        if (filter.Prompts) yield return Notification(McpMethods.PromptsChanged);
        if (filter.Resources) yield return Notification(McpMethods.ResourcesChanged);
        foreach (var uri in filter.Uris) yield return Notification(McpMethods.ResourceUpdated, $"{{\"uri\":{Encoding.UTF8.GetString(JsonRpcWriter.Quote(uri))}}}");
    }

    private static byte[] Notification(string method, string parameters = "{}")
    {
        using var notification = JsonRpcWriter.WriteNotification(method, Encoding.UTF8.GetBytes(parameters));
        return notification.Span.ToArray();
    }
}
