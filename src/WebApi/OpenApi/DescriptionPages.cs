using System.Text.Json;
using McpService.Application.Tenants;
using McpService.Domain.Secrets;
using McpService.Infrastructure.Security.ApiKeys;
using McpService.WebApi.Hosting;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.Swagger;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace McpService.WebApi.OpenApi;

/// <summary>The description made from the controllers and their comments, with services of its own beside the gateway's.</summary>
internal static class DescriptionPages
{
    private const string Document = "v1";

    /// <summary>What answers below <c>/swagger</c>. Its services live as long as the process.</summary>
    public static RequestDelegate Build(WebApplication gateway)
    {
        var services = Services(gateway.Services);
        var pages = ((IApplicationBuilder)gateway).New();
        pages.Use((context, next) => WithAsync(services, context, next));
        return pages.UseSwagger(swagger => Publish(swagger, gateway.Services.GetRequiredService<IOptions<ServerOptions>>().Value)).UseSwaggerUI(ui =>
        {
            ui.SwaggerEndpoint($"{Document}/swagger.json", "McpService"); // Beside the page, wherever a proxy puts both.
            ui.DocumentTitle = "McpService";
            ui.EnablePersistAuthorization();
            ui.EnableDeepLinking();
            ui.DefaultModelsExpandDepth(0); // The routes come first; schemas open on a click.
        }).Build();
    }

    private static ServiceProvider Services(IServiceProvider gateway) => new ServiceCollection()
        .AddSingleton(gateway.GetRequiredService<IApiDescriptionGroupCollectionProvider>())
        .AddSingleton(gateway.GetRequiredService<IWebHostEnvironment>())
        .AddSingleton(gateway.GetRequiredService<IOptions<JsonOptions>>())
        .AddSchemas()
        .AddSwaggerGen(Describe)
        .BuildServiceProvider();

    private static async Task WithAsync(ServiceProvider services, HttpContext context, RequestDelegate next)
    {
        var gateway = context.RequestServices;
        await using var scope = services.CreateAsyncScope();
        context.RequestServices = scope.ServiceProvider;
        try
        {
            await next(context);
        }
        finally
        {
            context.RequestServices = gateway;
        }
    }

    private static void Describe(SwaggerGenOptions options)
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
    }

    private static IServiceCollection AddSchemas(this IServiceCollection services) => services
        .AddSingleton(provider => new OptionalFields(
            new JsonSerializerDataContractResolver(provider.GetRequiredService<IOptions<JsonOptions>>().Value.JsonSerializerOptions)))
        .AddSingleton<ISerializerDataContractResolver>(provider => provider.GetRequiredService<OptionalFields>());

    /// <summary>Where the routes are: at the public address, else where this was read from.</summary>
    private static void Publish(SwaggerOptions options, ServerOptions server) =>
        options.PreSerializeFilters.Add((document, _) => document.Servers = [new OpenApiServer { Url = server.PublicUrl?.AbsoluteUri.TrimEnd('/') ?? "/" }]);
}
