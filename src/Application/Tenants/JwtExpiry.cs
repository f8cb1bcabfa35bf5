using System.Buffers.Text;
using System.Text.Json;
using McpService.Domain.Secrets;

namespace McpService.Application.Tenants;

/// <summary>Reads when somebody else's token expires, where it is a JWT and says so.</summary>
public static class JwtExpiry
{
    // 9999-12-31T23:59:59Z, the last second there is a date for. Milliseconds given for seconds lie beyond it.
    private const double Latest = 253_402_300_799;

    /// <summary>Null for what is no JWT, has no numeric <c>exp</c>, or one that is no date. Never throws.</summary>
    public static DateTimeOffset? Read(Secret token)
    {
        if (token.Reveal().Split('.', 4) is not [_, var payload, _] || !Base64Url.IsValid(payload)) return null;

        try
        {
            using var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(payload));
            return claims.RootElement.ValueKind == JsonValueKind.Object
                && claims.RootElement.TryGetProperty("exp", out var exp)
                && exp.ValueKind == JsonValueKind.Number
                && exp.GetDouble() is var seconds and > 0 and <= Latest
                ? DateTimeOffset.FromUnixTimeSeconds((long)seconds)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
