using System.Text.Json;

namespace McpService.Infrastructure.Mcp.Reverse;

/// <summary>What a played session listens to: whatever changes that the upstream tells of, since older clients need not ask for it, and what its client subscribed to.</summary>
internal static class ListenFilter
{
    /// <returns>A <c>SubscriptionFilter</c> of 2026-07-28; null where there is nothing to listen to.</returns>
    /// <param name="discovered">What the upstream says of itself.</param>
    /// <param name="subscriptions">Addresses of resources.</param>
    public static string? Of(ReadOnlyMemory<byte> discovered, IReadOnlyList<string> subscriptions)
    {
        List<string> wanted = [];
        if (InitializeAnswer.Has(discovered, "tools"u8, "listChanged"u8)) wanted.Add("\"toolsListChanged\":true");
        if (InitializeAnswer.Has(discovered, "prompts"u8, "listChanged"u8)) wanted.Add("\"promptsListChanged\":true");
        if (InitializeAnswer.Has(discovered, "resources"u8, "listChanged"u8)) wanted.Add("\"resourcesListChanged\":true");
        if (subscriptions.Count > 0) wanted.Add($"\"resourceSubscriptions\":{JsonSerializer.Serialize(subscriptions)}");
        return wanted.Count == 0 ? null : $"{{{string.Join(',', wanted)}}}";
    }
}
