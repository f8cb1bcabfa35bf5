using McpService.Infrastructure.Persistence.Start;
using McpService.WebApi.Bodies;
using McpService.WebApi.Tools;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace McpService.WebApi.OpenApi;

/// <summary>Describes the bodies of the tool route, which the code reads and writes as bytes.</summary>
internal sealed class ToolOperationFilter : IOperationFilter
{
    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        if (context.MethodInfo.DeclaringType != typeof(ToolsController)) return;

        operation.RequestBody = new OpenApiRequestBody { Required = true, Content = Json(SchemaOf<ToolRequestDocument>(context)) };
        operation.Responses ??= [];
        operation.Responses[$"{StatusCodes.Status200OK}"] = new OpenApiResponse
        {
            Description = "The tools, or the tool's result, as the upstream server gave it.",
            Content = Json(new OpenApiSchema { OneOf = [SchemaOf<ToolListDocument>(context), SchemaOf<ToolResultDocument>(context)] }),
        };
    }

    private static IOpenApiSchema SchemaOf<T>(OperationFilterContext context) => context.SchemaGenerator.GenerateSchema(typeof(T), context.SchemaRepository);

    private static Dictionary<string, IOpenApiMediaType> Json(IOpenApiSchema schema) => new() { [JsonMediaType.Json] = new OpenApiMediaType { Schema = schema } };
}
