using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpService.Common.Upstreams.Conformance;

/// <summary>Streamable HTTP as of 2026-07-28: every request stands alone, and headers repeat what its body says.</summary>
internal sealed class SessionlessEndpoint(ServiceProvider services)
{
    private const string Revision = "2026-07-28";

    public async Task HandleAsync(HttpContext context)
    {
        if (!HttpMethods.IsPost(context.Request.Method))
        {
            context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            return;
        }

        if (await context.ReadMessageAsync() is not { } message) return;
        var requested = context.Request.Headers["MCP-Protocol-Version"].ToString();
        if (RepeatedHeaders.Mismatch(context.Request.Headers, message, Tool) is { } mismatch)
        {
            await context.WriteErrorAsync(StatusCodes.Status400BadRequest, (int)McpErrorCode.HeaderMismatch, mismatch, message);
        }
        else if (requested is not Revision)
        {
            var data = new JsonObject { ["supported"] = new JsonArray(Revision), ["requested"] = requested };
            await context.WriteErrorAsync(
                StatusCodes.Status400BadRequest, (int)McpErrorCode.UnsupportedProtocolVersion, "Unsupported protocol version", message, data);
        }
        else if (message is JsonRpcRequest request && Missing(request) is { } key)
        {
            await context.WriteErrorAsync(StatusCodes.Status400BadRequest, (int)McpErrorCode.InvalidParams, $"_meta lacks {key}", message);
        }
        else
        {
            message.Context = new JsonRpcMessageContext { ProtocolVersion = requested };
            await ServeAsync(context, message);
        }
    }

    /// <summary>What a request must say of itself.</summary>
    private static string? Missing(JsonRpcRequest request)
    {
        var meta = request.Params?["_meta"] as JsonObject;
        return ((string[])[MetaKeys.ProtocolVersion, MetaKeys.ClientCapabilities]).FirstOrDefault(key => meta?[key] is null);
    }

    private async Task ServeAsync(HttpContext context, JsonRpcMessage message)
    {
        var transport = new StreamableHttpServerTransport { Stateless = true };
        await using var session = new SdkSession(transport, ConformanceServer.Create(services, transport));
        context.StartEventStream();
        try
        {
            var answered = await transport.HandlePostRequestAsync(message, context.Response.Body, RefuseWhenError, context.RequestAborted);
            if (!answered) context.Accept();
        }
        catch (RefusedException refused)
        {
            context.Response.StatusCode = refused.Status;
            await context.Response.WriteAsJsonAsync(refused.Error, McpJsonUtilities.DefaultOptions, context.RequestAborted);
        }
    }

    /// <summary>Before anything is on the wire: some errors have a status of their own, and then they are no stream.</summary>
    private static ValueTask RefuseWhenError(JsonRpcMessage? first)
    {
        if (first is not JsonRpcError error) return ValueTask.CompletedTask;
        int? status = (McpErrorCode)error.Error.Code switch
        {
            McpErrorCode.MethodNotFound => StatusCodes.Status404NotFound,
            McpErrorCode.HeaderMismatch or McpErrorCode.MissingRequiredClientCapability or McpErrorCode.UnsupportedProtocolVersion =>
                StatusCodes.Status400BadRequest,
            _ => null,
        };
        return status is null ? ValueTask.CompletedTask : ValueTask.FromException(new RefusedException(status.Value, error));
    }

    private JsonElement? Tool(string name) =>
        services.GetRequiredService<Microsoft.Extensions.Options.IOptions<McpServerOptions>>().Value.ToolCollection!
            .TryGetPrimitive(name, out var tool) ? tool.ProtocolTool.InputSchema : null;

    private sealed class RefusedException(int status, JsonRpcError error) : Exception
    {
        public int Status => status;

        public JsonRpcError Error => error;
    }
}
