using McpService.Application;
using McpService.Application.Idempotency;
using McpService.WebApi.Tools;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace McpService.WebApi.OpenApi;

/// <summary>Adds the header <c>Idempotency-Key</c> to the changes that know it, and to calls of tools.</summary>
internal sealed class IdempotencyFilter : IOperationFilter
{
    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        if (context.MethodInfo.DeclaringType == typeof(ToolsController)) DescribeCall(operation);
        else if (context.MethodInfo.GetParameters().Any(p => p.ParameterType.IsAssignableTo(typeof(IIdempotentRequest)))) Add(operation, "change", "the request gets the first answer, and nothing is done twice.");
    }

    private static void DescribeCall(OpenApiOperation operation)
    {
        var parameter = Add(
            operation,
            "call",
            "the tool is not run again, and the request gets the first result; 409 where the first call is under way, may have run, or its result is not kept. Lists pay no heed to it.");
        parameter.Examples = new Dictionary<string, IOpenApiExample>
        {
            ["none"] = new OpenApiExample { Summary = "Without a key" },
            ["key"] = new OpenApiExample { Summary = "Send it twice: the second answer is the first one again", Value = "order-4711-contact" },
        };
        if (operation.Responses?[$"{StatusCodes.Status200OK}"] is not OpenApiResponse done) return;

        done.Headers ??= new Dictionary<string, IOpenApiHeader>();
        done.Headers[IdempotencyHeaders.Replayed] = new OpenApiHeader
        {
            Description = "`true` where it is the result of an earlier call with the same `Idempotency-Key`.",
            Schema = new OpenApiSchema { Type = JsonSchemaType.Boolean },
        };
    }

    private static OpenApiParameter Add(OpenApiOperation operation, string what, string effect)
    {
        var parameter = new OpenApiParameter
        {
            Name = IdempotencyHeaders.Key,
            In = ParameterLocation.Header,
            Description = $"Any text of your own, 1 to {Bounds.IdempotencyKey} visible characters, another for each {what}: sent again with it within a day, {effect}",
            Schema = new OpenApiSchema { Type = JsonSchemaType.String },
        };
        operation.Parameters ??= [];
        operation.Parameters.Add(parameter);
        return parameter;
    }
}
