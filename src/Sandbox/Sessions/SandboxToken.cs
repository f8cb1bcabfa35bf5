using Microsoft.IdentityModel.JsonWebTokens;

namespace McpService.Sandbox.Sessions;

/// <summary>
/// Who is asking. The real server wants a JWT with a claim <c>id</c>; here any other token is itself the user's name, so
/// that trying the service needs no JWT. Signatures are not checked: there is nothing here to protect.
/// </summary>
internal sealed record SandboxToken(string User, DateTimeOffset? ExpiresAt)
{
    private const string Scheme = "Bearer ";

    /// <summary>The token of a request, or null when there is none.</summary>
    public static SandboxToken? Of(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        return header.StartsWith(Scheme, StringComparison.Ordinal) && header.Length > Scheme.Length
            ? Read(header[Scheme.Length..])
            : null;
    }

    public bool HasExpired(DateTimeOffset now) => ExpiresAt <= now;

    private static SandboxToken Read(string token)
    {
        try
        {
            if (token.Count(character => character == '.') == 2
                && new JsonWebToken(token) is var jwt
                && jwt.TryGetClaim("id", out var id))
            {
                return new SandboxToken(id.Value, jwt.ValidTo > DateTime.MinValue ? new DateTimeOffset(jwt.ValidTo, TimeSpan.Zero) : null);
            }
        }
        catch (ArgumentException)
        {
            // Two dots and yet no JWT: a name like any other.
        }

        return new SandboxToken(token, ExpiresAt: null);
    }
}
