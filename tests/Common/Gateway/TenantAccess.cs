using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace McpService.Common.Gateway;

/// <summary>A tenant's way into a gateway.</summary>
/// <param name="Gateway">Where.</param>
/// <param name="TenantId">Public id.</param>
/// <param name="ApiKey">Its key.</param>
public sealed record TenantAccess(GatewayHost Gateway, string TenantId, string ApiKey)
{
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
        return await Gateway.Http.SendAsync(request);
    }

    /// <summary>A token in exchange for the key.</summary>
    public async Task<string> TokenAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/auth/tenant-token");
        request.Headers.Add("x-api-key", ApiKey);
        using var response = await Gateway.Http.SendAsync(request);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString()!;
    }

    /// <summary>Sends one message to the MCP endpoint; the caller disposes the answer.</summary>
    /// <param name="message">JSON-RPC.</param>
    /// <param name="ticket">The client's session, or null.</param>
    /// <param name="headers">Further headers.</param>
    public async Task<HttpResponseMessage> McpAsync(string message, string? ticket = null, params (string Name, string Value)[] headers)
    {
        using var request = McpRequest(HttpMethod.Post, ticket, headers);
        request.Content = new StringContent(message, Encoding.UTF8, "application/json");
        return await Gateway.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
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
