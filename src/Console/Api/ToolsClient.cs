using System.Text.Json;
using System.Text.Json.Nodes;

namespace McpService.Console.Api;

/// <summary>A tenant's tools, listed and run.</summary>
public sealed class ToolsClient(GatewayClient gateway)
{
    /// <param name="tenantId">Whose tools.</param>
    /// <param name="token">A tenant's token; null for that of whoever is signed in.</param>
    public async Task<IReadOnlyList<Tool>> ListAsync(string tenantId, string? token) =>
        (await gateway.SendAsync<ToolList>(HttpMethod.Post, PathOf(tenantId), new { method = "listTools" }, token)).Tools;

    /// <summary>Runs a tool under its exact name.</summary>
    public Task<JsonElement> CallAsync(string tenantId, string name, JsonObject arguments, string? token) =>
        gateway.SendAsync<JsonElement>(HttpMethod.Post, PathOf(tenantId), Body(name, arguments), token);

    public static string PathOf(string tenantId) => $"api/tenant/{Uri.EscapeDataString(tenantId)}/tool";

    public static object Body(string name, JsonObject arguments) => new { method = "tools/call", @params = new { name, arguments } };
}

/// <summary>A tool as the upstream lists it.</summary>
public sealed record Tool(string Name, string? Title, string? Description, JsonElement InputSchema);

/// <summary>A tenant's tools.</summary>
public sealed record ToolList(IReadOnlyList<Tool> Tools);
