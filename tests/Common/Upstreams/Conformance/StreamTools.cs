using System.ComponentModel;
using Microsoft.AspNetCore.Http;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpService.Common.Upstreams.Conformance;

/// <summary>Tools that send more than a result, or send it late.</summary>
// MCP9005, MCP9006: logging and resumption are gone from the newest revision, and are what is tested in the older ones.
#pragma warning disable MCP9005, MCP9006
[McpServerToolType]
internal static class StreamTools
{
    [McpServerTool(Name = "test_tool_with_progress"), Description("Reports progress three times.")]
    public static async Task<string> Progress(RequestContext<CallToolRequestParams> call, CancellationToken cancellationToken)
    {
        if (call.Params?.ProgressToken is not { } token) return "nobody asked for progress";
        foreach (var done in (float[])[0, 50, 100])
        {
            var value = new ProgressNotificationValue { Progress = done, Total = 100, Message = $"Completed step {done} of 100" };
            await call.Server.NotifyProgressAsync(token, value, cancellationToken: cancellationToken);
        }

        return "done";
    }

    [McpServerTool(Name = "test_tool_with_logging"), Description("Logs three lines.")]
    public static async Task<string> Logging(McpServer server, CancellationToken cancellationToken)
    {
        foreach (var line in (string[])["Tool execution started", "Tool processing data", "Tool execution completed"])
        {
            await LogAsync(server, line, cancellationToken);
        }

        return "done";
    }

    [McpServerTool(Name = "test_logging_tool"), Description("Logs one line when the request asks for log lines.")]
    public static async Task<string> LoggingWhenAsked(RequestContext<CallToolRequestParams> call, CancellationToken cancellationToken)
    {
        if (call.JsonRpcRequest.Context?.LogLevel is not null) await LogAsync(call.Server, "asked for", cancellationToken);
        return "done";
    }

    [McpServerTool(Name = "test_reconnection"), Description("Ends the stream before the result, which comes when the client resumes.")]
    public static async Task<string> Reconnection(RequestContext<CallToolRequestParams> call, IHttpContextAccessor http, CancellationToken cancellationToken)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        http.HttpContext!.Response.OnCompleted(() =>
        {
            ended.SetResult();
            return Task.CompletedTask;
        });
        await call.EnablePollingAsync(TimeSpan.FromMilliseconds(100), cancellationToken);
        await ended.Task.WaitAsync(cancellationToken);
        return "resumed";
    }

    [McpServerTool(Name = "test_until_cancelled"), Description("Reports progress once, and then runs until it is cancelled.")]
    public static async Task<string> UntilCancelled(RequestContext<CallToolRequestParams> call, CancellationToken cancellationToken)
    {
        if (call.Params?.ProgressToken is { } token)
        {
            await call.Server.NotifyProgressAsync(token, new ProgressNotificationValue { Progress = 1 }, cancellationToken: cancellationToken);
        }

        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        return "never";
    }

    private static Task LogAsync(McpServer server, string line, CancellationToken cancellationToken) =>
        server.SendNotificationAsync(
            NotificationMethods.LoggingMessageNotification,
            new LoggingMessageNotificationParams
            {
                Level = LoggingLevel.Info,
                Logger = "conformance",
                Data = System.Text.Json.JsonSerializer.SerializeToElement(line),
            },
            cancellationToken: cancellationToken);
}
