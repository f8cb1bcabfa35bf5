using System.Net;
using System.Text;
using System.Text.Json;
using McpService.Common.Upstreams;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace McpService.LoadTests;

/// <summary>An MCP server that costs next to nothing, so that what is measured is what stands before it.</summary>
internal static class FastUpstream
{
    public const string Role = "upstream";

    /// <summary>Answers as JSON.</summary>
    public const string Tool = "hubspot_echo";

    /// <summary>Answers as events.</summary>
    public const string EventsTool = "hubspot_echo-events";

    /// <summary>Stands in every good answer to a call.</summary>
    public const string Canary = "the-right-answer";

    /// <summary>Stands before the number of an event on a stream.</summary>
    public const string EventNumber = "event number ";

    private const string InitializeResult =
        """{"protocolVersion":"2025-06-18","capabilities":{"tools":{}},"serverInfo":{"name":"fast","version":"1"}}""";

    private static readonly Dictionary<int, string> Results = new[] { 0, 16, 128 }.ToDictionary(
        kibibytes => kibibytes, kibibytes => $$"""{"content":[{"type":"text","text":"{{Canary}}{{new string('x', kibibytes * 1024)}}"}]}""");

    private static readonly string ListResult = JsonSerializer.Serialize(new
    {
        tools = Results.Keys.Select(ToolOfSize).Append(EventsTool).Select(name => new { name, inputSchema = new { type = "object" } }),
    });

    /// <summary>A tool whose result is that long.</summary>
    public static string ToolOfSize(int kibibytes) => kibibytes == 0 ? Tool : $"{Tool}-{kibibytes}k";

    public static Task RunAsync(int port)
    {
        // Threads of the pool that look for the next request take processor time from what is measured: the more, the slower that is.
        Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");
        return LoopbackServer.Build(port, AnswerAsync, isInline: true).RunAsync();
    }

    private static async Task AnswerAsync(HttpContext context)
    {
        if (HttpMethods.IsGet(context.Request.Method))
        {
            await TellEveryMinuteAsync(context);
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

        var isEvent = body.Contains(EventsTool, StringComparison.Ordinal);
        if (body.Contains("\"initialize\"", StringComparison.Ordinal)) context.Response.Headers["Mcp-Session-Id"] = Guid.CreateVersion7(TimeProvider.System.GetUtcNow()).ToString("N");
        var result = body.Contains("\"initialize\"", StringComparison.Ordinal) ? InitializeResult
            : body.Contains("\"tools/list\"", StringComparison.Ordinal) ? ListResult
            : Results[body.Contains("-128k", StringComparison.Ordinal) ? 128 : body.Contains("-16k", StringComparison.Ordinal) ? 16 : 0];
        var message = $$"""{"jsonrpc":"2.0","id":{{id}},"result":{{result}}}""";
        var answer = Encoding.UTF8.GetBytes(isEvent ? $"event: message\ndata: {message}\n\n" : message);
        context.Response.ContentType = isEvent ? "text/event-stream" : "application/json";
        if (!isEvent) context.Response.ContentLength = answer.Length;
        await context.Response.Body.WriteAsync(answer);
    }

    private static async Task TellEveryMinuteAsync(HttpContext context)
    {
        context.Response.ContentType = "text/event-stream";
        await context.Response.Body.FlushAsync(context.RequestAborted); // The headers.
        try
        {
            for (var number = 1; ; number++)
            {
                await Task.Delay(TimeSpan.FromMinutes(1), TimeProvider.System, context.RequestAborted);
                await context.Response.WriteAsync(
                    $$$$"""
                    id: {{{{number}}}}
                    data: {"jsonrpc":"2.0","method":"notifications/message","params":{"level":"info","data":"{{{{EventNumber}}}}{{{{number}}}}"}}


                    """,
                    context.RequestAborted);
            }
        }
        catch (OperationCanceledException)
        {
            // The listener has left.
        }
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
