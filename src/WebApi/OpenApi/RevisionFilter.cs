using McpService.Infrastructure.Persistence.Start;
using McpService.WebApi.Tenants;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace McpService.WebApi.OpenApi;

/// <summary>Spells the header <c>If-Match</c> as HTTP does, and adds the <c>ETag</c> that goes with it.</summary>
internal sealed class RevisionFilter : IOperationFilter
{
    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>().Where(p => EntityTag.IfMatch.Equals(p.Name, StringComparison.OrdinalIgnoreCase)) ?? [])
        {
            parameter.Name = EntityTag.IfMatch;
            AddTag(operation, $"{StatusCodes.Status200OK}");
            AddTag(operation, $"{StatusCodes.Status201Created}");
        }
    }

    private static void AddTag(OpenApiOperation operation, string status)
    {
        if (operation.Responses?.GetValueOrDefault(status) is not OpenApiResponse response) return;

        response.Headers ??= new Dictionary<string, IOpenApiHeader>();
        response.Headers["ETag"] = new OpenApiHeader
        {
            Description = "Revision of the tenant after the change, for If-Match.",
            Schema = new OpenApiSchema { Type = JsonSchemaType.String },
        };
    }
}
