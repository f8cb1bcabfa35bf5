using System.Reflection;
using System.Text.Json;
using McpService.WebApi.Json;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace McpService.WebApi.OpenApi;

/// <summary>Leaves out of a request what <see cref="BodyJson"/> does not read: properties made from others.</summary>
internal sealed class ComputedPropertyFilter : ISchemaFilter
{
    public void Apply(IOpenApiSchema schema, SchemaFilterContext context)
    {
        foreach (var computed in context.Type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.SetMethod is null))
            schema.Properties?.Remove(JsonNamingPolicy.CamelCase.ConvertName(computed.Name));
    }
}
