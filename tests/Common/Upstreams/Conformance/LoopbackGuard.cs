using Microsoft.AspNetCore.Http;

namespace McpService.Common.Upstreams.Conformance;

/// <summary>A server on loopback answers nobody who came by another name: that is how a web page would reach it (DNS rebinding).</summary>
internal sealed class LoopbackGuard(RequestDelegate next)
{
    public Task HandleAsync(HttpContext context)
    {
        var origin = context.Request.Headers.Origin.ToString();
        var mayEnter = IsLoopback(context.Request.Host.Host) && (origin.Length is 0 || IsLoopback(new Uri(origin).Host));
        if (mayEnter) return next(context);
        return context.WriteErrorAsync(StatusCodes.Status403Forbidden, -32000, "Forbidden: not a local name");
    }

    private static bool IsLoopback(string host) => host is "localhost" or "127.0.0.1" or "[::1]";
}
