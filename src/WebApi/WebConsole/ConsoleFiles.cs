using McpService.WebApi.Hosting;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace McpService.WebApi.WebConsole;

/// <summary>Serves the console: static files, compressed when it was built, and its one page for every address below it, so that links lead into it.</summary>
internal static class ConsoleFiles
{
    private const string Path = "/console";
    private const string Page = "console/index.html";

    // What MudBlazor needs is styles of elements; scripts come from here alone, and run nothing that is text.
    private const string Policy =
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; "
        + "connect-src 'self'; base-uri 'self'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>Its files are hundreds of routes, which are made when somebody looks at it, apart from the others: no start and no call pays for them.</summary>
    public static void UseConsole(this WebApplication app)
    {
        var manifest = ManifestOf(app);
        if (app.Services.GetRequiredService<IOptions<ConsoleOptions>>().Value.Console == ConsoleSwitch.Off || manifest is null) return;

        var console = new Lazy<RequestDelegate>(() => Serve(app, manifest));
        app.Use(next => context => context.Request.Path.StartsWithSegments(Path, StringComparison.OrdinalIgnoreCase) ? console.Value(context) : next(context));
    }

    private static RequestDelegate Serve(WebApplication app, string manifest) => ((IApplicationBuilder)app).New().UseRouting().UseEndpoints(routes =>
    {
        var page = ReadPage(app);
        routes.MapStaticAssets(manifest).Add(Headers);
        routes.MapGet($"{Path}/{{**path:nonfile}}", (HttpContext context) => WriteAsync(context, page));
    }).Build();

    /// <summary>Written by the build beside the program; tests name the program's own, which is not copied to them. Null where the console was left out.</summary>
    private static string? ManifestOf(WebApplication app)
    {
        var folder = System.IO.Path.GetDirectoryName(app.Configuration[WebHostDefaults.StaticWebAssetsKey]) ?? AppContext.BaseDirectory;
        var path = System.IO.Path.Combine(folder, $"{app.Environment.ApplicationName}.staticwebassets.endpoints.json");
        return File.Exists(path) && app.Environment.WebRootFileProvider.GetFileInfo(Page).Exists ? path : null;
    }

    /// <summary>Every file says which policy it is under, and is asked for again only by its tag.</summary>
    private static void Headers(EndpointBuilder endpoint)
    {
        var next = endpoint.RequestDelegate!;
        endpoint.RequestDelegate = context =>
        {
            Stamp(context);
            return next(context);
        };
    }

    private static void Stamp(HttpContext context)
    {
        context.Response.Headers[HeaderNames.ContentSecurityPolicy] = Policy;
        context.Response.Headers[HeaderNames.CacheControl] = "no-cache";
    }

    /// <summary>The page, with its base address below the path that clients reach the gateway at.</summary>
    private static byte[] ReadPage(WebApplication app)
    {
        using var reader = new StreamReader(app.Environment.WebRootFileProvider.GetFileInfo(Page).CreateReadStream());
        var prefix = app.Services.GetRequiredService<IOptions<ServerOptions>>().Value.PublicUrl?.AbsolutePath.TrimEnd('/');
        return System.Text.Encoding.UTF8.GetBytes(reader.ReadToEnd().Replace("<base href=\"/console/\">", $"<base href=\"{prefix}/console/\">", StringComparison.Ordinal));
    }

    private static Task WriteAsync(HttpContext context, byte[] page)
    {
        // Without the slash the browser would look for the page's files beside the console, not below it.
        if (context.Request.Path == Path)
        {
            context.Response.Redirect($"{context.Request.PathBase}{Path}/");
            return Task.CompletedTask;
        }

        Stamp(context);
        context.Response.ContentType = "text/html; charset=utf-8";
        return context.Response.Body.WriteAsync(page, context.RequestAborted).AsTask();
    }
}
