using System.Text.Json;
using System.Text.Json.Serialization;
using McpService.Application.Tenants;
using McpService.Domain.Secrets;

namespace McpService.Infrastructure.Security.Credentials;

/// <summary>
/// How a credential stands in its blob: the JSON of <see cref="CredentialInput"/> with the secrets written out. The names are
/// stored: renaming a property there needs its old name kept here.
/// </summary>
internal static class CredentialFormat
{
    /// <summary>The field that a blob is bound to.</summary>
    public const string Field = "credential";

    private static readonly JsonSerializerOptions Format = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new Revealing() },
    };

    /// <summary>The subject that a blob is bound to: the tenant's row.</summary>
    public static string Subject(Guid tenantRef) => tenantRef.ToString("D");

    /// <summary>The revision that a blob is bound to: an older credential does not open in the row of a newer one.</summary>
    public static string Revision(Guid version) => version.ToString("D");

    public static byte[] Write(CredentialInput credential) => JsonSerializer.SerializeToUtf8Bytes(credential, Format);

    /// <exception cref="JsonException">It is no credential.</exception>
    public static CredentialInput Read(byte[] json) => JsonSerializer.Deserialize<CredentialInput>(json, Format) ?? throw new JsonException();

    private sealed class Revealing : JsonConverter<Secret>
    {
        public override Secret Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetString()!);

        public override void Write(Utf8JsonWriter writer, Secret value, JsonSerializerOptions options) => writer.WriteStringValue(value.Reveal());
    }
}
