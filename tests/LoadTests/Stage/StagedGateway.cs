using McpService.Common.Gateway;
using McpService.LoadTests.Clients;
using McpService.LoadTests.Load;
using McpService.LoadTests.Servers;

namespace McpService.LoadTests.Stage;

/// <summary>A gateway with a tenant, and the ways through it.</summary>
internal sealed record StagedGateway(GatewayProcess Gateway, string TenantId, string ApiKey)
{
    private Uri Mcp => new(Gateway.Address, "/mcp");

    public static async Task<StagedGateway> CreateAsync(GatewayProcess gateway)
    {
        var (tenantId, apiKey) = await gateway.CreateTenantAsync(integrationKey: "hubspot");
        return new StagedGateway(gateway, tenantId, apiKey);
    }

    public Way Rest(string name, string tool = FastTools.Echo) => Rest(name, TenantId, ApiKey, tool);

    public async Task<Way> RelayAsync(string name, string tool)
    {
        using var client = new HttpClient();
        using var session = await RelayClient.OpenAsync(client, Mcp, ApiKey);
        return new Way(name, Mcp, Messages.Call(tool), Gateway.Id, [Bearer, ("Mcp-Session-Id", session.Ticket), ("MCP-Protocol-Version", "2025-06-18")]);
    }

    public Way Bridge(string name) => new(
        name, Mcp, Messages.SessionlessCall(FastTools.Echo), Gateway.Id,
        [Bearer, ("MCP-Protocol-Version", "2026-07-28"), ("Mcp-Method", "tools/call"), ("Mcp-Name", FastTools.Echo)]);

    /// <summary>A key of the right form that is nobody's any more.</summary>
    public async Task<Way> WrongKeyAsync(string name)
    {
        var (tenantId, apiKey) = await Gateway.CreateTenantAsync(integrationKey: "hubspot");
        await Gateway.AdminAsync(HttpMethod.Delete, $"/api/tenants/{tenantId}");
        return Rest(name, TenantId, apiKey) with { Right = new RightAnswer(401, "invalid_credentials") };
    }

    /// <summary>A path that names somebody else.</summary>
    public async Task<Way> OtherTenantAsync(string name)
    {
        var (tenantId, _) = await Gateway.CreateTenantAsync(integrationKey: "hubspot");
        return Rest(name, tenantId, ApiKey) with { Right = new RightAnswer(404, "tenant_not_found") };
    }

    /// <summary>A tenant that may make one call a second, and makes thousands.</summary>
    public async Task<Way> OverLimitAsync(string name)
    {
        var (tenantId, apiKey) = await Gateway.CreateTenantAsync(integrationKey: "hubspot");
        await Gateway.AdminAsync(HttpMethod.Patch, $"/api/tenants/{tenantId}", """{"limits":{"requestsPerSecond":1,"burst":1}}""");
        var call = Rest(name, tenantId, apiKey);
        return call with { Right = new RightAnswer(429, "rate_limited"), AlsoRight = call.Right };
    }

    private (string, string) Bearer => ("Authorization", $"Bearer {ApiKey}");

    private Way Rest(string name, string tenantId, string apiKey, string tool = FastTools.Echo) =>
        new(name, new Uri(Gateway.Address, $"/api/tenant/{tenantId}/tool"), Messages.RestCall(tool), Gateway.Id, [("x-api-key", apiKey)]);
}
