using McpService.WebApi.Errors;
using McpService.WebApi.Hosting;
using Microsoft.Extensions.Options;

namespace McpService.WebApi.Pipeline;

/// <summary>Outside development, takes requests for the public host only: DNS rebinding ends here. Probes and scrapers go by address and pass.</summary>
internal sealed class HostCheck(RequestDelegate next, IOptions<ServerOptions> server, IHostEnvironment environment)
{
    private static readonly PathString[] ByAddress = ["/health", "/metrics"];

    private readonly string? _publicHost = environment.IsDevelopment() ? null : HostOf(server.Value.PublicUrl);

    public Task InvokeAsync(HttpContext context)
    {
        if (_publicHost is null || string.Equals(context.Request.Host.Host, _publicHost, StringComparison.OrdinalIgnoreCase)) return next(context);
        if (IsByAddress(context.Request.Path)) return next(context);

        return ProblemWriter.WriteAsync(context, new Problem(StatusCodes.Status400BadRequest, "bad_host", "The request is for another host."));
    }

    private static bool IsByAddress(PathString path) => ByAddress.Any(prefix => path.StartsWithSegments(prefix, StringComparison.OrdinalIgnoreCase));

    /// <summary>As it stands in a <c>Host</c> header: ASCII, and brackets around an IPv6 address.</summary>
    private static string? HostOf(Uri? url) => url?.HostNameType == UriHostNameType.IPv6 ? url.Host : url?.IdnHost;
}
