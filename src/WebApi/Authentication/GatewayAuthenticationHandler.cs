using System.Security.Claims;
using System.Text.Encodings.Web;
using McpService.Application.Abstractions;
using McpService.Application.Errors;
using McpService.Application.Tokens.RefuseCredentials;
using McpService.WebApi.Errors;
using McpService.WebApi.RateLimiting;
using MediatR;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;

namespace McpService.WebApi.Authentication;

/// <summary>The one scheme: reads API keys, tokens and the admin key from the two headers they come in, and tells the call who is asking.</summary>
internal sealed class GatewayAuthenticationHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, CallerProof proof, CallContext call, RateLimits limits, IMediator mediator)
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

        try
        {
            var (caller, second) = await proof.FindAsync(presented, Context.RequestAborted);
            call.Identify(caller);
            if (second is not null && second.Tenant?.Id != caller.Tenant?.Id) await mediator.Send(new RefuseCredentialsCommand(), Context.RequestAborted);
        }
        catch (UnauthorizedException wrong)
        {
            call.Identify(Caller.Anonymous);
            return Refuse(wrong);
        }

        return AuthenticateResult.Success(new AuthenticationTicket(Somebody, SchemeName));
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var result = await HandleAuthenticateOnceSafeAsync();
        throw result.Failure ?? new UnauthorizedException("unauthorized", "Give a credential: an API key in x-api-key, or a token or key in Authorization: Bearer.");
    }

    /// <summary>An address that keeps coming with wrong credentials is told to wait; right ones still pass, since many callers may share an address.</summary>
    private AuthenticateResult Refuse(UnauthorizedException wrong)
    {
        var decision = limits.OfWrongCredential(call.Address);
        return AuthenticateResult.Fail(decision.Granted ? wrong : new RequestRefusedException(Problem.RateLimited(decision.RetryAfter)));
    }
}
