using Microsoft.AspNetCore.Http;

namespace McpService.Common.Upstreams.Conformance;

/// <summary>A server on loopback answers nobody who came by another name: that is how a web page would reach it (DNS rebinding).</summary>
internal static class LoopbackGuard
{
    public static Task HandleAsync(HttpContext context, RequestDelegate next)
    {
        var origin = context.Request.Headers.Origin.ToString();
        if (IsLoopback(context.Request.Host.Host) && (origin.Length is 0 || IsLoopback(new Uri(origin).Host))) return next(context);
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return context.Response.WriteAsJsonAsync(new { jsonrpc = "2.0", id = (string?)null, error = new { code = -32000, message = "Forbidden: not a local name" } });
    }

    private static bool IsLoopback(string host) => host is "localhost" or "127.0.0.1" or "[::1]";
}
