using System.Text.Json;
using McpService.Application.Tenants;
using McpService.Domain.Secrets;
using McpService.Infrastructure.Security.ApiKeys;
using McpService.WebApi.Callers;
using McpService.WebApi.Hosting;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.Swagger;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace McpService.WebApi.OpenApi;

/// <summary>The description of the API at <c>/swagger</c>, made from the controllers and their comments.</summary>
internal static class ApiDescription
{
    private const string Document = "v1";

    public static IServiceCollection AddApiDescription(this IServiceCollection services) => services.AddSchemas().AddSwaggerGen(options =>
    {
        options.SwaggerDoc(Document, new OpenApiInfo
        {
            Title = "McpService",
            Version = ProductVersion.Text,
            Description = $"""
                A multi-tenant gateway in front of an Integration App (Membrane) MCP server.

                To try it: **Authorize** as `admin` (in development the key is `{AdminOptions.SampleKey}`) and create a tenant. Log out,
                **Authorize** as `tenantKey` with its API key, then list and run its tools. The examples work as they stand.
                """,
        });
        foreach (var comments in Directory.EnumerateFiles(AppContext.BaseDirectory, "McpService.*.xml")) options.IncludeXmlComments(comments, includeControllerXmlComments: true);

        options.CustomOperationIds(OperationIds.Of);
        options.SupportNonNullableReferenceTypes();
        options.DescribeAllParametersInCamelCase();
        options.CustomSchemaIds(type => type.Name.Replace(nameof(Document), "", StringComparison.Ordinal));
        options.MapType<Secret>(() => new OpenApiSchema { Type = JsonSchemaType.String, Format = "password" });
        options.MapType<RevisionCondition>(() => new OpenApiSchema { Type = JsonSchemaType.String });
        options.MapType<JsonElement>(() => new OpenApiSchema { Type = JsonSchemaType.Object });
        options.MapType<JsonElement?>(() => new OpenApiSchema { Type = JsonSchemaType.Object });
        options.SchemaFilter<OptionalFields>();
        options.AddSecuritySchemes();
        options.OperationFilter<SecurityFilter>();
        options.OperationFilter<ToolOperationFilter>();
        options.OperationFilter<RevisionFilter>();
        options.OperationFilter<IdempotencyFilter>();
        options.OperationFilter<ProblemFilter>();
        options.OperationFilter<ExampleFilter>();
        options.OperationFilter<FilterExamples>();
    });

    private static IServiceCollection AddSchemas(this IServiceCollection services) => services
        .AddSingleton(provider => new OptionalFields(
            new JsonSerializerDataContractResolver(provider.GetRequiredService<IOptions<JsonOptions>>().Value.JsonSerializerOptions)))
        .AddSingleton<ISerializerDataContractResolver>(provider => provider.GetRequiredService<OptionalFields>());

    public static void UseApiDescription(this WebApplication app)
    {
        // Built when somebody looks at it: no start and no call pays for it.
        var description = new Lazy<RequestDelegate>(() => Describe(((IApplicationBuilder)app).New()).Build());
        app.Use(next => context => context.Request.Path.StartsWithSegments("/swagger", StringComparison.OrdinalIgnoreCase) ? description.Value(context) : next(context));
        app.MapGet("/", context =>
        {
            context.Response.Redirect($"{context.Request.PathBase}/swagger");
            return Task.CompletedTask;
        }).WithMetadata(new OpenToAllAttribute());
    }

    private static IApplicationBuilder Describe(IApplicationBuilder app) => app.UseSwagger(Publish).UseSwaggerUI(ui =>
    {
        ui.SwaggerEndpoint($"{Document}/swagger.json", "McpService"); // Beside the page, wherever a proxy puts both.
        ui.DocumentTitle = "McpService";
        ui.EnablePersistAuthorization();
        ui.EnableDeepLinking();
        ui.DefaultModelsExpandDepth(0); // The routes come first; schemas open on a click.
    });

    /// <summary>Where the routes are: at the public address, else where this was read from.</summary>
    private static void Publish(SwaggerOptions options) => options.PreSerializeFilters.Add((document, request) =>
    {
        var server = request.HttpContext.RequestServices.GetRequiredService<IOptions<ServerOptions>>().Value;
        document.Servers = [new OpenApiServer { Url = server.PublicUrl?.AbsoluteUri.TrimEnd('/') ?? "/" }];
    });
}
