namespace McpService.Application.Tenants;

/// <summary>Addresses that answers name.</summary>
/// <param name="Mcp">Where MCP clients connect: absolute when the operator set a public URL, else the path. Never made from a Host header.</param>
public sealed record PublicUrls(string Mcp);
