using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using McpService.Application.Validation;
using McpService.Domain.Secrets;

namespace McpService.WebApi.Bodies;

/// <summary>
/// Makes a request of a body. What cannot be read (an unknown field, a wrong type) is noted by field and left out, so
/// that the caller hears of every fault at once instead of one with each attempt.
/// </summary>
internal sealed class BodyBinder(RequestFaults faults)
{
    /// <param name="json">An object that <see cref="StrictJsonReader"/> let pass.</param>
    /// <param name="type">What to make of it.</param>
    public object Bind(ReadOnlySpan<byte> json, Type type)
    {
        try
        {
            return JsonSerializer.Deserialize(json, type, BodyJson.Options)!;
        }
        catch (JsonException)
        {
            var readable = new ArrayBufferWriter<byte>();
            using (var document = JsonDocument.Parse(json.ToArray()))
            using (var kept = new Utf8JsonWriter(readable))
            {
                KeepReadable(document.RootElement, BodyJson.Options.GetTypeInfo(type), "", kept);
            }

            return JsonSerializer.Deserialize(readable.WrittenSpan, type, BodyJson.Options)!;
        }
    }

    private void KeepReadable(JsonElement body, JsonTypeInfo type, string path, Utf8JsonWriter kept)
    {
        kept.WriteStartObject();
        foreach (var field in body.EnumerateObject())
        {
            var name = path + field.Name;
            if (type.Properties.FirstOrDefault(p => p.Name == field.Name) is not { } known)
            {
                faults.Add(name, $"is not a field here; the fields are {string.Join(", ", type.Properties.Select(p => p.Name))}.");
                continue;
            }

            var inner = BodyJson.Options.GetTypeInfo(OptionalFieldConverter.ValueTypeOf(known.PropertyType) ?? known.PropertyType);
            if (inner.Kind == JsonTypeInfoKind.Object && field.Value.ValueKind == JsonValueKind.Object)
            {
                kept.WritePropertyName(field.Name);
                KeepReadable(field.Value, inner, $"{name}.", kept);
            }
            else if (IsReadable(field.Value, inner))
            {
                field.WriteTo(kept);
            }
            else
            {
                faults.Add(name, $"must be {Describe(inner)}.");
            }
        }

        kept.WriteEndObject();
    }

    private static bool IsReadable(JsonElement value, JsonTypeInfo type)
    {
        try
        {
            value.Deserialize(type);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static string Describe(JsonTypeInfo type)
    {
        var plain = Nullable.GetUnderlyingType(type.Type) ?? type.Type;
        return plain == typeof(string) || plain == typeof(Secret) ? "a string"
            : plain == typeof(int) || plain == typeof(long) ? "a whole number"
            : plain == typeof(bool) ? "true or false"
            : type.Kind == JsonTypeInfoKind.Enumerable ? "an array of strings"
            : "a JSON object";
    }
}
