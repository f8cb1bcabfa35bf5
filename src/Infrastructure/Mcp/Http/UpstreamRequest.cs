using System.Net.Http.Headers;
using McpService.Application.Mcp;

namespace McpService.Infrastructure.Mcp.Http;

/// <summary>Makes the upstream request for an exchange out of nothing but what is listed here; a client's credentials, cookies and other headers are never in it.</summary>
internal static class UpstreamRequest
{
    private static readonly MediaTypeWithQualityHeaderValue Json = new("application/json");
    private static readonly MediaTypeWithQualityHeaderValue EventStream = new("text/event-stream");
    private static readonly MediaTypeHeaderValue JsonContent = new("application/json");

    public static HttpRequestMessage Make(McpExchange exchange, Uri address, string token, string? sessionId)
    {
        var request = new HttpRequestMessage(MethodOf(exchange.Verb), address);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (exchange.Verb == McpVerb.Post) request.Headers.Accept.Add(Json);
        request.Headers.Accept.Add(EventStream);
        if (sessionId is not null) request.Headers.Add(McpHeaders.SessionId, sessionId);
        if (exchange.Revision is not null) request.Headers.Add(McpHeaders.ProtocolVersion, exchange.Revision);
        if (exchange.LastEventId is not null) request.Headers.Add(McpHeaders.LastEventId, exchange.LastEventId);
        foreach (var (name, value) in exchange.ParameterHeaders) request.Headers.Add(name, value);
        if (exchange.Message is null) return request;

        request.Content = new ReadOnlyMemoryContent(exchange.Message.Json);
        request.Content.Headers.ContentType = JsonContent;
        return request;
    }

    private static HttpMethod MethodOf(McpVerb verb) => verb switch
    {
        McpVerb.Get => HttpMethod.Get,
        McpVerb.Delete => HttpMethod.Delete,
        _ => HttpMethod.Post,
    };
}
