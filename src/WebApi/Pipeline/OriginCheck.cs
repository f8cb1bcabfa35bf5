using McpService.WebApi.Errors;
using McpService.WebApi.Hosting;
using Microsoft.Extensions.Options;

namespace McpService.WebApi.Pipeline;

/// <summary>
/// Keeps web pages that the operator does not know from using a browser to reach the gateway (specification, "Security
/// Warning" of Streamable HTTP). Clients that are no browsers send no <c>Origin</c> and pass.
/// </summary>
internal sealed class OriginCheck(RequestDelegate next, IOptions<ServerOptions> options)
{
    public Task InvokeAsync(HttpContext context)
    {
        var origin = context.Request.Headers.Origin;
        return origin.Count == 0 || (origin.Count == 1 && IsAllowed(context.Request, origin[0]!))
            ? next(context)
            : ProblemWriter.WriteAsync(context, new Problem(StatusCodes.Status403Forbidden, "origin_not_allowed", "Pages of this origin may not use the gateway. The operator can list it in ALLOWED_ORIGINS."));
    }

    // The gateway's own pages (Swagger UI) come from its own address: the public one, or a loopback one; any other Host could be a rebound name.
    private bool IsAllowed(HttpRequest request, string origin) =>
        options.Value.AllowedOrigins.Contains(origin, StringComparer.OrdinalIgnoreCase)
        || (options.Value.PublicUrl is { } own && string.Equals(own.GetLeftPart(UriPartial.Authority), origin, StringComparison.OrdinalIgnoreCase))
        || (Uri.TryCreate(origin, UriKind.Absolute, out var page) && page.IsLoopback && string.Equals(page.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase));
}
