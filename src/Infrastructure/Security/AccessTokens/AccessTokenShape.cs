using System.Text.Json;
using McpService.Infrastructure.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace McpService.Infrastructure.Security.AccessTokens;

/// <summary>
/// What a token claims before its signature is looked at. Only the form that <see cref="AccessTokenIssuer"/> writes is read: the
/// library forgives more than a gateway should (times as strings and floats, any header, several texts for one signature).
/// </summary>
internal sealed record AccessTokenShape(string KeyId, string Audience, long IssuedAt, long NotBefore, long Expires, long AuthenticatedAt)
{
    private const int MaxKeyIdLength = 64;
    private const int SignatureLength = 32;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 4 };

    /// <summary>Null for anything that is not of our form.</summary>
    public static AccessTokenShape? Read(string token)
    {
        if (token.Length > AccessTokenFormat.MaxLength
            || token.Split('.', 4) is not [var header, var payload, var signature]
            || StrictBase64Url.Decode(signature) is not { Length: SignatureLength }
            || ReadKeyId(header) is not { } keyId) return null;

        using var claims = ReadObject(payload);
        return claims is not null
            && Text(claims, JwtRegisteredClaimNames.Aud) is { } audience
            && Seconds(claims, JwtRegisteredClaimNames.Iat) is { } issuedAt
            && Seconds(claims, JwtRegisteredClaimNames.Nbf) is { } notBefore
            && Seconds(claims, JwtRegisteredClaimNames.Exp) is { } expires
            ? new AccessTokenShape(keyId, audience, issuedAt, notBefore, expires, Seconds(claims, JwtRegisteredClaimNames.AuthTime) ?? issuedAt)
            : null;
    }

    /// <summary>When the key was shown that it goes back to; tokens from before this was told have their own beginning.</summary>
    public DateTimeOffset KeyShownAt => DateTimeOffset.FromUnixTimeSeconds(AuthenticatedAt);

    /// <summary>Until when it is taken.</summary>
    public DateTimeOffset EndsAt => DateTimeOffset.FromUnixTimeSeconds(Expires) + AccessTokenFormat.Skew;

    /// <summary>In force at <paramref name="now"/>, give or take the skew, and not for longer than we ever issue.</summary>
    public bool IsCurrent(DateTimeOffset now)
    {
        var (seconds, skew) = (now.ToUnixTimeSeconds(), (long)AccessTokenFormat.Skew.TotalSeconds);
        return IssuedAt <= seconds + skew
            && NotBefore <= seconds + skew
            && seconds - skew < Expires
            && Expires - IssuedAt <= (long)AccessTokenFormat.Lifetime.TotalSeconds;
    }

    // Exactly these three: no jku, jwk, x5u, x5c, crit or whatever comes next.
    private static string? ReadKeyId(string part)
    {
        using var header = ReadObject(part);
        return header is not null
            && header.RootElement.GetPropertyCount() == 3
            && Text(header, JwtHeaderParameterNames.Alg) == SecurityAlgorithms.HmacSha256
            && Text(header, JwtHeaderParameterNames.Typ) == AccessTokenFormat.Type
            && Text(header, JwtHeaderParameterNames.Kid) is { Length: <= MaxKeyIdLength } keyId
            ? keyId
            : null;
    }

    // Ours are plain ASCII without escapes; so nothing here has two readings.
    private static JsonDocument? ReadObject(string part)
    {
        if (StrictBase64Url.Decode(part) is not { } json || json.AsSpan().ContainsAnyExceptInRange((byte)' ', (byte)'~') || json.Contains((byte)'\\')) return null;

        try
        {
            var document = JsonDocument.Parse(json, Strict);
            if (document.RootElement.ValueKind == JsonValueKind.Object) return document;
            document.Dispose();
        }
        catch (JsonException)
        {
            // No JSON: no token of ours.
        }

        return null;
    }

    private static string? Text(JsonDocument document, string name) =>
        document.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static long? Seconds(JsonDocument document, string name) =>
        document.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var seconds) && seconds > 0
            ? seconds
            : null;
}
