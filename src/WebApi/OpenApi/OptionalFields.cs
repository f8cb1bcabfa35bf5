using McpService.Application.Validation;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace McpService.WebApi.OpenApi;

/// <summary>Describes an <see cref="OptionalField{T}"/> as what it holds: in a body it is nothing else.</summary>
internal sealed class OptionalFields(ISerializerDataContractResolver inner) : ISerializerDataContractResolver, ISchemaFilter
{
    public DataContract GetDataContractForType(Type type) => inner.GetDataContractForType(OptionalFieldConverter.ValueTypeOf(type) ?? type);

    /// <summary>Where it holds what may be null, null may be given: that is how a default comes back.</summary>
    public void Apply(IOpenApiSchema schema, SchemaFilterContext context)
    {
        if (OptionalFieldConverter.ValueTypeOf(context.Type) is { } held && Nullable.GetUnderlyingType(held) is not null && schema is OpenApiSchema field)
            field.Type |= JsonSchemaType.Null;
    }
}
