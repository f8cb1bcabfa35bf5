using McpService.Application.Tokens;
using McpService.Application.Tokens.IssueAdminToken;
using McpService.Application.Tokens.IssueTenantToken;
using McpService.Domain.Secrets;
using McpService.WebApi.Callers;
using McpService.WebApi.RateLimiting;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace McpService.WebApi.Tokens;

/// <summary>Trades keys for short-lived tokens.</summary>
[Route("api/auth")]
[Tags("Tokens")]
[LimitedByAddress]
[OpenToAll]
public sealed class TokensController(IMediator mediator) : ControllerBase
{
    /// <summary>A token for the operator.</summary>
    /// <remarks>
    /// Put it into <c>Authorization: Bearer …</c> on the routes about tenants. It lives 15 minutes at most. Without a body, and with a token that still
    /// lives in <c>Authorization: Bearer …</c>, there is a new one, until 8 hours after the key was shown.
    /// </remarks>
    /// <response code="200">The token.</response>
    [HttpPost("token")]
    [ProducesResponseType<TokenResponse>(StatusCodes.Status200OK)]
    public async Task<IActionResult> IssueAdminToken(
        [FromBody(EmptyBodyBehavior = EmptyBodyBehavior.Allow)] IssueAdminTokenCommand? command, CancellationToken cancellationToken) =>
        Ok(await mediator.Send((command ?? new(Key: null)) with { Token = Bearer }, cancellationToken));

    /// <summary>A token for a tenant.</summary>
    /// <remarks>Give the tenant's API key in the header <c>x-api-key</c>; there is no body. The token lives no longer than the key. A token that still lives, in
    /// <c>Authorization: Bearer …</c>, gives a new one in place of the key, until 8 hours after the key was shown.</remarks>
    /// <param name="apiKey">The tenant's API key: a secret from the header on, because at the level Trace the framework logs what actions are given.</param>
    /// <param name="worth">Whether the token is enough.</param>
    /// <param name="cancellationToken">Ends with the request.</param>
    /// <response code="200">The token.</response>
    [HttpPost("tenant-token")]
    [ProducesResponseType<TenantTokenResponse>(StatusCodes.Status200OK)]
    public async Task<IActionResult> IssueTenantToken(
        [FromHeader(Name = PresentedCredentials.ApiKeyHeader)] Secret? apiKey, [FromServices] TokenWorth worth, CancellationToken cancellationToken)
    {
        var token = await mediator.Send(new IssueTenantTokenCommand(apiKey, Bearer), cancellationToken);
        return Ok(worth.NeedsBoth ? token with { NeedsBoth = true } : token);
    }

    private Secret? Bearer => PresentedCredentials.Of(Request.Headers).Bearer is { } bearer ? new Secret(bearer) : null;
}
