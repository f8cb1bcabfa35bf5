using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using McpService.Common.Upstreams.Conformance;
using McpService.Domain.Tenants;

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

    /// <summary>Where an MCP client connects.</summary>
    public Uri McpAddress => new(Gateway.Address, "/mcp");

    /// <summary>Lists the tools, or calls one; the caller disposes the answer.</summary>
    /// <param name="method">As in the body.</param>
    /// <param name="parameters">Raw JSON, or null for none.</param>
    public Task<HttpResponseMessage> SendAsync(string method, string? parameters = null) => PostAsync(
        parameters is null ? $$"""{"method":{{JsonSerializer.Serialize(method)}}}""" : $$"""{"method":{{JsonSerializer.Serialize(method)}},"params":{{parameters}}}""");

    /// <summary>Sends a body to the tool route.</summary>
    public async Task<HttpResponseMessage> PostAsync(string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/tenant/{TenantId}/tool") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add("x-api-key", ApiKey);
        return await Gateway.Client.SendAsync(request);
    }

    /// <summary>Sends one message to the MCP endpoint; the caller disposes the answer.</summary>
    /// <param name="message">JSON-RPC.</param>
    /// <param name="ticket">The client's session, or null.</param>
    /// <param name="headers">Further headers.</param>
    public async Task<HttpResponseMessage> McpAsync(string message, string? ticket = null, params (string Name, string Value)[] headers)
    {
        using var request = McpRequest(HttpMethod.Post, ticket, headers);
        request.Content = new StringContent(message, Encoding.UTF8, "application/json");
        return await Gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    /// <summary>A request to the MCP endpoint with the tenant's key.</summary>
    public HttpRequestMessage McpRequest(HttpMethod method, string? ticket, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, "/mcp");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", ApiKey);
        request.Headers.Accept.ParseAdd("application/json");
        request.Headers.Accept.ParseAdd("text/event-stream");
        if (ticket is not null) request.Headers.Add("Mcp-Session-Id", ticket);
        foreach (var (name, value) in headers) request.Headers.Add(name, value);
        return request;
    }
}
