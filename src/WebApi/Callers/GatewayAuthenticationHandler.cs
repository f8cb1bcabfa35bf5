using System.Security.Claims;
using System.Text.Encodings.Web;
using McpService.Application.Errors;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;

namespace McpService.WebApi.Callers;

/// <summary>The one scheme: API keys, tokens and the admin key, from the two headers they come in.</summary>
internal sealed class GatewayAuthenticationHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "Gateway";

    // Who it is stands in the call context; the framework only has to know that it is somebody.
    private static readonly ClaimsPrincipal Somebody = new(new ClaimsIdentity(SchemeName));

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Context.GetEndpoint()?.Metadata.GetMetadata<IAuthorizeData>() is null) return AuthenticateResult.NoResult();

        var presented = PresentedCredentials.Of(Request.Headers);
        if (presented.IsEmpty) return AuthenticateResult.NoResult();

        // Asked for only here: what is open to everyone, health above all, must not depend on keys and database.
        var identification = Context.RequestServices.GetRequiredService<CallerIdentification>();
        var refusal = await identification.IdentifyAsync(presented, Context.RequestAborted);
        return refusal is null ? AuthenticateResult.Success(new AuthenticationTicket(Somebody, SchemeName)) : AuthenticateResult.Fail(refusal);
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var result = await HandleAuthenticateOnceSafeAsync();
        throw result.Failure ?? new UnauthorizedException("unauthorized", "Give a credential: an API key in x-api-key, or a token or key in Authorization: Bearer.");
    }
}
