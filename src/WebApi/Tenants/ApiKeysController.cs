using McpService.Application.Tenants;
using McpService.Application.Tenants.CreateApiKey;
using McpService.Application.Tenants.ListApiKeys;
using McpService.Application.Tenants.RevokeApiKey;
using McpService.Application.Tenants.RotateApiKey;
using McpService.Domain.Auditing;
using McpService.WebApi.Callers;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace McpService.WebApi.Tenants;

/// <summary>The keys with which a tenant comes.</summary>
[Route("api/tenants/{tenantId}/api-keys")]
[Tags("API keys")]
[TypeFilter<ReplayedFilter>]
public sealed class ApiKeysController(IMediator mediator) : ControllerBase
{
    /// <summary>A tenant's API keys, newest first.</summary>
    /// <remarks>Those that can be used. Never a key itself: that is shown once, when it is made.</remarks>
    /// <param name="tenantId">Public id of the tenant.</param>
    /// <param name="cancellationToken">Ends with the request.</param>
    /// <response code="200">The keys.</response>
    [HttpGet]
    [CallerIs(AuditActor.Admin)]
    [ProducesResponseType<ApiKeyList>(StatusCodes.Status200OK)]
    public async Task<IActionResult> List(string tenantId, CancellationToken cancellationToken) =>
        Ok(await mediator.Send(new ListApiKeysQuery(tenantId), cancellationToken));

    /// <summary>A further API key, for example for another client of the same tenant.</summary>
    /// <remarks>The key is shown this once. The body may be left out. A tenant has at most 20 keys, those in an overlap included.</remarks>
    /// <param name="tenantId">Public id of the tenant.</param>
    /// <param name="command">What to call it.</param>
    /// <param name="ifMatch">Revision the change is meant for, as <c>ETag</c> gave it: 412 when somebody else changed the tenant since.</param>
    /// <param name="cancellationToken">Ends with the request.</param>
    /// <response code="201">The key.</response>
    [HttpPost]
    [CallerIs(AuditActor.Admin)]
    [ProducesResponseType<NewApiKeyResponse>(StatusCodes.Status201Created)]
    public async Task<IActionResult> Create(
        string tenantId,
        [FromBody(EmptyBodyBehavior = EmptyBodyBehavior.Allow)] CreateApiKeyCommand? command,
        [IfMatch] RevisionCondition ifMatch,
        CancellationToken cancellationToken)
    {
        var created = await mediator.Send((command ?? new()) with { TenantId = tenantId, IfMatch = ifMatch }, cancellationToken);
        EntityTag.Write(Response, created.Revision);
        return StatusCode(StatusCodes.Status201Created, NewApiKeyResponse.Of(created));
    }

    /// <summary>A new API key in place of the old one.</summary>
    /// <remarks>
    /// The new key is shown this once. The old one works on for the overlap, a day unless told otherwise; with 0 it ends now, and with it the tokens
    /// issued for it. The body may be left out. A tenant replaces the key it comes with, the operator all of the tenant's keys; <c>keyId</c> names
    /// another. A key that an earlier rotation replaced ends with this overlap at the latest.
    /// </remarks>
    /// <param name="tenantId">Public id of the tenant.</param>
    /// <param name="command">How long the old key works on.</param>
    /// <param name="ifMatch">Revision the change is meant for, as <c>ETag</c> gave it: 412 when somebody else changed the tenant since.</param>
    /// <param name="cancellationToken">Ends with the request.</param>
    /// <response code="200">The new key.</response>
    [HttpPost("rotate")]
    [CallerIs(AuditActor.Admin, AuditActor.Tenant)]
    [ProducesResponseType<RotatedApiKeyResponse>(StatusCodes.Status200OK)]
    public async Task<IActionResult> Rotate(
        string tenantId,
        [FromBody(EmptyBodyBehavior = EmptyBodyBehavior.Allow)] RotateApiKeyCommand? command,
        [IfMatch] RevisionCondition ifMatch,
        CancellationToken cancellationToken)
    {
        var rotated = await mediator.Send((command ?? new()) with { TenantId = tenantId, IfMatch = ifMatch }, cancellationToken);
        EntityTag.Write(Response, rotated.Revision);
        return Ok(RotatedApiKeyResponse.Of(rotated));
    }

    /// <summary>Ends an API key now, and the tokens issued for it.</summary>
    /// <param name="tenantId">Public id of the tenant.</param>
    /// <param name="keyId">Public part of the key.</param>
    /// <param name="ifMatch">Revision the change is meant for, as <c>ETag</c> gave it: 412 when somebody else changed the tenant since.</param>
    /// <param name="cancellationToken">Ends with the request.</param>
    /// <response code="204">It is gone.</response>
    [HttpDelete("{keyId}")]
    [CallerIs(AuditActor.Admin)]
    [ProducesResponseType(StatusCodes.Status204NoContent)]
    public async Task<IActionResult> Revoke(string tenantId, string keyId, [IfMatch] RevisionCondition ifMatch, CancellationToken cancellationToken)
    {
        await mediator.Send(new RevokeApiKeyCommand(keyId) { TenantId = tenantId, IfMatch = ifMatch }, cancellationToken);
        return NoContent();
    }
}
