using McpService.WebApi.Callers;

namespace McpService.WebApi.OpenApi;

/// <summary>The description of the API at <c>/swagger</c>.</summary>
internal static class ApiDescription
{
    public static void UseApiDescription(this WebApplication app)
    {
        // Built when somebody looks at it, services and all: no start and no call pays for it (3 MiB).
        var description = new Lazy<RequestDelegate>(() => DescriptionPages.Build(app));
        app.Use(next => context => context.Request.Path.StartsWithSegments("/swagger", StringComparison.OrdinalIgnoreCase) ? description.Value(context) : next(context));
        app.MapGet("/", context =>
        {
            context.Response.Redirect($"{context.Request.PathBase}/swagger");
            return Task.CompletedTask;
        }).WithMetadata(new OpenToAllAttribute());
    }
}
