using System.Net.Http.Headers;
using System.Text;
using McpService.Common.Upstreams.Conformance;

namespace McpService.Common.Gateway;

/// <summary>An MCP client of a gateway process with its stream open.</summary>
/// <param name="ticket">The client's session.</param>
/// <param name="response">The answer to GET, whose body is the stream.</param>
public sealed class McpListener(string ticket, HttpResponseMessage response) : IDisposable
{
    private const string Initialize =
        """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"test","version":"1"}}}""";

    public string Ticket => ticket;

    /// <summary>Initializes and opens the stream.</summary>
    public static async Task<McpListener> OpenAsync(HttpClient gateway, string apiKey)
    {
        var ticket = await InitializeAsync(gateway, apiKey);
        using var get = Request(HttpMethod.Get, apiKey, ticket);
        var response = await gateway.SendAsync(get, HttpCompletionOption.ResponseHeadersRead);
        return new McpListener(ticket, response.EnsureSuccessStatusCode());
    }

    /// <summary>Opens a session and gives its ticket.</summary>
    public static async Task<string> InitializeAsync(HttpClient gateway, string apiKey)
    {
        using var answer = await PostAsync(gateway, apiKey, null, Initialize);
        answer.EnsureSuccessStatusCode();
        return answer.Headers.GetValues("Mcp-Session-Id").Single();
    }

    /// <summary>Sends one message; the caller disposes the answer.</summary>
    public static async Task<HttpResponseMessage> PostAsync(HttpClient gateway, string apiKey, string? ticket, string message)
    {
        using var post = Request(HttpMethod.Post, apiKey, ticket);
        post.Content = new StringContent(message, Encoding.UTF8, "application/json");
        return await gateway.SendAsync(post);
    }

    /// <summary>Reads until the gateway ends the stream, cleanly or not.</summary>
    public async Task EndAsync()
    {
        try
        {
            await (await response.Content.ReadAsStreamAsync()).CopyToAsync(Stream.Null);
        }
        catch (Exception failure) when (failure is IOException or HttpRequestException)
        {
            // Cut is ended, too.
        }
    }

    public void Dispose() => response.Dispose();

    private static HttpRequestMessage Request(HttpMethod method, string apiKey, string? ticket)
    {
        var request = new HttpRequestMessage(method, new Uri("/mcp", UriKind.Relative));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", apiKey);
        if (method == HttpMethod.Post) request.Headers.Accept.ParseAdd("application/json");
        request.Headers.Accept.ParseAdd("text/event-stream");
        if (ticket is not null) request.Headers.Add("Mcp-Session-Id", ticket);
        return request;
    }
}
