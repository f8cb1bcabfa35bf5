using System.Text.Json.Nodes;
using McpService.WebApi.Auditing;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace McpService.WebApi.OpenApi;

/// <summary>Filters of the trail and of usage that say what their values look like, and run together as they stand. A cursor, and ids of what is there, nobody can make up.</summary>
internal sealed class FilterExamples : IOperationFilter
{
    private static readonly Dictionary<string, JsonNode> Examples = new(StringComparer.OrdinalIgnoreCase)
    {
        ["from"] = "2026-01-01T00:00:00Z",
        ["to"] = "2036-01-01T00:00:00Z",
        ["action"] = "tool_call",
        ["outcome"] = "success",
        ["actor"] = "tenant",
        ["limit"] = 50,
        ["interval"] = "hour",
    };

    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        if (context.MethodInfo.DeclaringType != typeof(AuditController) && context.MethodInfo.DeclaringType != typeof(UsageController)) return;
        foreach (var parameter in (operation.Parameters ?? []).OfType<OpenApiParameter>())
        {
            if (parameter.In == ParameterLocation.Query && Examples.TryGetValue(parameter.Name ?? "", out var example)) parameter.Example = example.DeepClone();
        }
    }
}
