namespace McpService.Common.Gateway;

/// <summary>A tenant of a <see cref="GatewayHost"/> and its API key.</summary>
public sealed record TestTenant(GatewayHost Gateway, string TenantId, string ApiKey)
{
    public string ToolPath => $"/api/tenant/{TenantId}/tool";

    public (string Name, string Value) KeyHeader => ("x-api-key", ApiKey);

    /// <summary>Sends a body to the tool route with the API key.</summary>
    public Task<Answer> ToolAsync(string json) => Gateway.SendAsync(HttpMethod.Post, ToolPath, json, KeyHeader);

    /// <summary>A token for the key.</summary>
    public async Task<string> TokenAsync()
    {
        var answer = await Gateway.SendAsync(HttpMethod.Post, "/api/auth/tenant-token", json: null, KeyHeader);
        return answer.Json.GetProperty("token").GetString()!;
    }

    public async Task<(string Name, string Value)> TokenHeaderAsync() => ("Authorization", $"Bearer {await TokenAsync()}");
}
