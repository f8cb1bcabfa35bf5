using System.Text.Json;
using System.Text.Json.Serialization;

namespace McpService.Application.Validation;

/// <summary>Reads an <see cref="OptionalField{T}"/> as its value. A field that is left out is never read, and so stays not given.</summary>
public sealed class OptionalFieldConverter : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) => ValueTypeOf(typeToConvert) is not null;

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(Typed<>).MakeGenericType(ValueTypeOf(typeToConvert)!))!;

    /// <summary>What an optional holds; null for any other type.</summary>
    public static Type? ValueTypeOf(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(OptionalField<>) ? type.GetGenericArguments()[0] : null;

    private sealed class Typed<T> : JsonConverter<OptionalField<T>>
    {
        public override bool HandleNull => true;

        public override OptionalField<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            new(JsonSerializer.Deserialize<T>(ref reader, options)!);

        public override void Write(Utf8JsonWriter writer, OptionalField<T> value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, value.Value, options);
    }
}
