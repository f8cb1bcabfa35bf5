using System.Text.Json;
using System.Text.Json.Serialization;

namespace McpService.Domain.Secrets;

/// <summary>Reads a secret from a JSON string; writes <see cref="Secret.Mask"/>.</summary>
public sealed class SecretJsonConverter : JsonConverter<Secret>
{
    public override Secret? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String) throw new JsonException("A string is expected.");
        return new Secret(reader.GetString()!);
    }

    public override void Write(Utf8JsonWriter writer, Secret value, JsonSerializerOptions options) => writer.WriteStringValue(Secret.Mask);
}
