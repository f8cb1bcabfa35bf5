using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace McpService.Common.Upstreams.Conformance;

/// <summary>JSON-RPC messages in and out of HTTP.</summary>
internal static class HttpMessages
{
    /// <summary>Nothing when it is none, which is answered here.</summary>
    public static async Task<JsonRpcMessage?> ReadMessageAsync(this HttpContext context)
    {
        try
        {
            var message = await JsonSerializer.DeserializeAsync<JsonRpcMessage>(
                context.Request.Body, McpJsonUtilities.DefaultOptions, context.RequestAborted);
            if (message is not null) return message;
        }
        catch (JsonException)
        {
            // Answered below.
        }

        await context.WriteErrorAsync(StatusCodes.Status400BadRequest, -32700, "Parse error");
        return null;
    }

    public static Task WriteErrorAsync(
        this HttpContext context, int status, int code, string message, JsonRpcMessage? request = null, JsonNode? data = null)
    {
        context.Response.StatusCode = status;
        var error = new JsonObject { ["code"] = code, ["message"] = message };
        if (data is not null) error["data"] = data;
        var id = JsonSerializer.SerializeToNode((request as JsonRpcRequest)?.Id, McpJsonUtilities.DefaultOptions);
        return context.Response.WriteAsJsonAsync(
            new JsonObject { ["jsonrpc"] = "2.0", ["id"] = id, ["error"] = error }, context.RequestAborted);
    }

    public static void StartEventStream(this HttpContext context)
    {
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-cache";
        context.Features.GetRequiredFeature<IHttpResponseBodyFeature>().DisableBuffering();
    }

    /// <summary>Nothing was written: the message needed no answer.</summary>
    public static void Accept(this HttpContext context)
    {
        context.Response.ContentType = null;
        context.Response.StatusCode = StatusCodes.Status202Accepted;
    }
}
