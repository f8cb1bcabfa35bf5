using McpService.WebApi.Hosting;
using Microsoft.Extensions.Options;

namespace McpService.WebApi.Pipeline;

/// <summary>
/// Behind a path prefix (that of <c>PUBLIC_URL</c>): every link of ours carries it, whether the proxy in front takes it off the requests or passes it on.
/// </summary>
internal sealed class PublicPath(RequestDelegate next, IOptions<ServerOptions> server)
{
    private readonly PathString _prefix = PrefixOf(server.Value.PublicUrl);

    public Task InvokeAsync(HttpContext context)
    {
        if (!_prefix.HasValue) return next(context);

        if (context.Request.Path.StartsWithSegments(_prefix, StringComparison.Ordinal, out var rest)) context.Request.Path = rest.HasValue ? rest : "/";
        context.Request.PathBase = _prefix;
        return next(context);
    }

    private static PathString PrefixOf(Uri? url) => url is null ? default : PathString.FromUriComponent(url.AbsolutePath.TrimEnd('/'));
}
