using System.Buffers.Text;
using System.Text.Json;

namespace McpService.Common.Upstreams;

internal static class UpstreamAuthentication
{
    public static Refusal? Check(RecordedRequest request, UpstreamSettings settings) => request.Token switch
    {
        null or "" => Refusals.NoToken,
        { } token when settings.RequireJwt && !IsJwtWithId(token) => Refusals.BadToken,
        _ => null,
    };

    private static bool IsJwtWithId(string token)
    {
        if (token.Split('.') is not [_, var payload, _] || !Base64Url.IsValid(payload)) return false;
        try
        {
            using var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(payload));
            return claims.RootElement.ValueKind is JsonValueKind.Object && claims.RootElement.TryGetProperty("id", out _);
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
