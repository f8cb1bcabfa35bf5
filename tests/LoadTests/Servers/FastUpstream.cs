using System.Text;
using Microsoft.AspNetCore.Http;

namespace McpService.LoadTests.Servers;

/// <summary>An MCP server that costs next to nothing, so that what is measured is what stands before it.</summary>
internal static class FastUpstream
{
    public const string Role = "upstream";

    public static Task RunAsync(int port)
    {
        // Threads of the pool that look for the next request take processor time from what is measured: the more, the slower that is.
        Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");
        return LoopbackServer.RunAsync(port, AnswerAsync, isInline: true);
    }

    private static async Task AnswerAsync(HttpContext context)
    {
        if (HttpMethods.IsGet(context.Request.Method))
        {
            await SlowStream.WriteAsync(context);
            return;
        }

        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync();
        var id = IdOf(body);
        if (id is null)
        {
            context.Response.StatusCode = StatusCodes.Status202Accepted;
            return;
        }

        if (body.Contains("\"initialize\"", StringComparison.Ordinal)) context.Response.Headers["Mcp-Session-Id"] = Guid.CreateVersion7(TimeProvider.System.GetUtcNow()).ToString("N");
        var isEvent = body.Contains(FastTools.Events, StringComparison.Ordinal);
        var message = $$"""{"jsonrpc":"2.0","id":{{id}},"result":{{FastTools.ResultFor(body)}}}""";
        var answer = Encoding.UTF8.GetBytes(isEvent ? $"event: message\ndata: {message}\n\n" : message);
        context.Response.ContentType = isEvent ? "text/event-stream" : "application/json";
        if (!isEvent) context.Response.ContentLength = answer.Length;
        await context.Response.Body.WriteAsync(answer);
    }

    /// <summary>The id as it stands in the message; null for a notification. Good enough for messages whose only id is their own.</summary>
    private static string? IdOf(string body)
    {
        var at = body.IndexOf("\"id\":", StringComparison.Ordinal);
        if (at < 0) return null;
        var end = body.IndexOfAny([',', '}'], at);
        return body[(at + 5)..end].Trim();
    }
}
