using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace McpService.LoadTests;

/// <summary>An MCP server that costs next to nothing, so that what is measured is what stands before it. Answers as JSON, or as events where the tool is called <c>echo-sse</c>.</summary>
internal static class FastUpstream
{
    /// <summary>Stands in every good answer to a call.</summary>
    public const string Canary = "the-right-answer";

    public static readonly byte[] CallResult = Encoding.UTF8.GetBytes($$"""{"content":[{"type":"text","text":"{{Canary}}"}]}""");

    private const string InitializeResult =
        """{"protocolVersion":"2025-06-18","capabilities":{"tools":{}},"serverInfo":{"name":"fast","version":"1"}}""";

    private const string ListResult = """{"tools":[{"name":"load_echo","inputSchema":{"type":"object"}},{"name":"load_echo-sse","inputSchema":{"type":"object"}}]}""";

    public static async Task<WebApplication> StartAsync()
    {
        var app = LoopbackServer.Build();
        app.Run(AnswerAsync);
        await app.StartAsync();
        return app;
    }

    private static async Task AnswerAsync(HttpContext context)
    {
        if (HttpMethods.IsGet(context.Request.Method))
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.StartAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
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

        var isEvent = body.Contains("echo-sse", StringComparison.Ordinal);
        if (body.Contains("\"initialize\"", StringComparison.Ordinal)) context.Response.Headers["Mcp-Session-Id"] = Guid.CreateVersion7(TimeProvider.System.GetUtcNow()).ToString("N");
        var result = body.Contains("\"initialize\"", StringComparison.Ordinal) ? InitializeResult
            : body.Contains("\"tools/list\"", StringComparison.Ordinal) ? ListResult
            : Encoding.UTF8.GetString(CallResult);
        var message = $$"""{"jsonrpc":"2.0","id":{{id}},"result":{{result}}}""";
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
