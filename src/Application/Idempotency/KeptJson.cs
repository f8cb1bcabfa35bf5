using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using McpService.Domain.Secrets;

namespace McpService.Application.Idempotency;

/// <summary>
/// JSON of requests and answers as they are: with the secrets in it, and with what is left out of bodies (revision, tenant, condition). For what is sealed at once, and
/// for nothing else.
/// </summary>
internal static class KeptJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        Converters = { new Revealing() },
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { KeepEverything } },
    };

    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Options);

    public static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, Options)!;

    /// <summary>Properties that bodies leave out, always or when they are null, come in again. What is computed stays out.</summary>
    private static void KeepEverything(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object) return;
        foreach (var property in type.Properties) property.ShouldSerialize = null;
        foreach (var source in type.Type.GetProperties(BindingFlags.Instance | BindingFlags.Public).Where(IsLeftOut))
        {
            if (type.Properties.FirstOrDefault(p => p.Name == source.Name) is { } bare) type.Properties.Remove(bare);
            var property = type.CreateJsonPropertyInfo(source.PropertyType, source.Name);
            (property.Get, property.Set) = (source.GetValue, source.SetValue);
            type.Properties.Add(property);
        }
    }

    private static bool IsLeftOut(PropertyInfo property) => property.CanWrite && property.GetCustomAttribute<JsonIgnoreAttribute>() is { Condition: JsonIgnoreCondition.Always };

    private sealed class Revealing : JsonConverter<Secret>
    {
        public override Secret Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetString()!);

        public override void Write(Utf8JsonWriter writer, Secret value, JsonSerializerOptions options) => writer.WriteStringValue(value.Reveal());
    }
}
