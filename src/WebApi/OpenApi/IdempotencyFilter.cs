using McpService.Application;
using McpService.Application.Idempotency;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace McpService.WebApi.OpenApi;

/// <summary>Adds the header <c>Idempotency-Key</c> to the changes that know it.</summary>
internal sealed class IdempotencyFilter : IOperationFilter
{
    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        if (!context.MethodInfo.GetParameters().Any(p => p.ParameterType.IsAssignableTo(typeof(IIdempotentRequest)))) return;

        operation.Parameters ??= [];
        operation.Parameters.Add(new OpenApiParameter
        {
            Name = IdempotencyHeaders.Key,
            In = ParameterLocation.Header,
            Description = $"Any text of your own, 1 to {Bounds.IdempotencyKey} visible characters, another for each change: sent again with it within a day, the request gets the first answer, and nothing is done twice.",
            Schema = new OpenApiSchema { Type = JsonSchemaType.String },
        });
    }
}
