using McpService.Application.Tenants;
using McpService.Application.Tenants.CreateTenant;
using McpService.Application.Tenants.DeleteTenant;
using McpService.Application.Tenants.GetTenant;
using McpService.Application.Tenants.ListTenants;
using McpService.Application.Tenants.ReplaceCredential;
using McpService.Application.Tenants.ResumeTenant;
using McpService.Application.Tenants.SuspendTenant;
using McpService.Application.Tenants.UpdateTenant;
using McpService.Application.Tokens;
using McpService.Application.Tokens.LendTenantToken;
using McpService.Application.Tools.PreviewTools;
using McpService.Domain.Auditing;
using McpService.Domain.Tenants;
using McpService.WebApi.Callers;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace McpService.WebApi.Tenants;

/// <summary>What operators do with tenants.</summary>
[Route("api/tenants")]
[Tags("Tenants")]
[CallerIs(AuditActor.Admin)]
[TypeFilter<ReplayedFilter>]
public sealed class TenantsController(IMediator mediator) : ControllerBase
{
    /// <summary>Creates a tenant with its first API key.</summary>
    /// <remarks>The API key is shown this once. Give either <c>integrationAppToken</c> or <c>workspace</c>.</remarks>
    /// <response code="201">The tenant is there, and can call tools at once.</response>
    [HttpPost]
    [ProducesResponseType<CreatedTenantResponse>(StatusCodes.Status201Created)]
    public async Task<IActionResult> Create([FromBody] CreateTenantCommand command, CancellationToken cancellationToken)
    {
        var created = await mediator.Send(command, cancellationToken);
        EntityTag.Write(Response, created.Tenant.Revision);
        return Created($"/api/tenants/{created.Tenant.TenantId}", CreatedTenantResponse.Of(created));
    }

    /// <summary>Tenants, newest first.</summary>
    /// <response code="200">A page of them.</response>
    [HttpGet]
    [ProducesResponseType<TenantList>(StatusCodes.Status200OK)]
    public async Task<IActionResult> List([FromQuery] ListTenantsQuery query, CancellationToken cancellationToken) =>
        Ok(await mediator.Send(query, cancellationToken));

    /// <summary>One tenant.</summary>
    /// <param name="tenantId">Public id of the tenant.</param>
    /// <param name="cancellationToken">Ends with the request.</param>
    /// <response code="200">The tenant; the header <c>ETag</c> names its revision.</response>
    [HttpGet("{tenantId}")]
    [ProducesResponseType<TenantResponse>(StatusCodes.Status200OK)]
    public async Task<IActionResult> Get(string tenantId, CancellationToken cancellationToken) =>
        Answer(await mediator.Send(new GetTenantQuery(tenantId), cancellationToken));

    /// <summary>Changes some of a tenant.</summary>
    /// <remarks>
    /// What is left out stays as it is, inside <c>tools</c> and <c>limits</c> too; null resets tools, limits and timeout to the default. In force with
    /// the next call.
    /// </remarks>
    /// <param name="tenantId">Public id of the tenant.</param>
    /// <param name="command">What to change.</param>
    /// <param name="ifMatch">Revision the change is meant for, as <c>ETag</c> gave it: 412 when somebody else changed the tenant since.</param>
    /// <param name="cancellationToken">Ends with the request.</param>
    /// <response code="200">The tenant as it is now.</response>
    [HttpPatch("{tenantId}")]
    [ProducesResponseType<TenantResponse>(StatusCodes.Status200OK)]
    public Task<IActionResult> Update(
        string tenantId, [FromBody] UpdateTenantCommand command, [IfMatch] RevisionCondition ifMatch, CancellationToken cancellationToken) =>
        ChangeAsync(command, tenantId, ifMatch, cancellationToken);

    /// <summary>Suspends a tenant.</summary>
    /// <remarks>Its calls get 403 and its open streams end, until it is resumed. Keys, tokens and credential stay as they are.</remarks>
    /// <param name="tenantId">Public id of the tenant.</param>
    /// <param name="ifMatch">Revision the change is meant for, as <c>ETag</c> gave it: 412 when somebody else changed the tenant since.</param>
    /// <param name="cancellationToken">Ends with the request.</param>
    /// <response code="200">The tenant as it is now.</response>
    [HttpPost("{tenantId}/suspend")]
    [ProducesResponseType<TenantResponse>(StatusCodes.Status200OK)]
    public Task<IActionResult> Suspend(string tenantId, [IfMatch] RevisionCondition ifMatch, CancellationToken cancellationToken) =>
        ChangeAsync(new SuspendTenantCommand(), tenantId, ifMatch, cancellationToken);

    /// <summary>Resumes a suspended tenant.</summary>
    /// <remarks>The keys and tokens it had work again.</remarks>
    /// <param name="tenantId">Public id of the tenant.</param>
    /// <param name="ifMatch">Revision the change is meant for, as <c>ETag</c> gave it: 412 when somebody else changed the tenant since.</param>
    /// <param name="cancellationToken">Ends with the request.</param>
    /// <response code="200">The tenant as it is now.</response>
    [HttpPost("{tenantId}/resume")]
    [ProducesResponseType<TenantResponse>(StatusCodes.Status200OK)]
    public Task<IActionResult> Resume(string tenantId, [IfMatch] RevisionCondition ifMatch, CancellationToken cancellationToken) =>
        ChangeAsync(new ResumeTenantCommand(), tenantId, ifMatch, cancellationToken);

    /// <summary>Replaces a tenant's upstream credential.</summary>
    /// <remarks>Give either <c>integrationAppToken</c> or <c>workspace</c>. Calls under way finish with the old one, the next uses the new.</remarks>
    /// <param name="tenantId">Public id of the tenant.</param>
    /// <param name="command">The new credential.</param>
    /// <param name="ifMatch">Revision the change is meant for, as <c>ETag</c> gave it: 412 when somebody else changed the tenant since.</param>
    /// <param name="cancellationToken">Ends with the request.</param>
    /// <response code="200">The tenant as it is now.</response>
    [HttpPut("{tenantId}/credential")]
    [ProducesResponseType<TenantResponse>(StatusCodes.Status200OK)]
    public Task<IActionResult> ReplaceCredential(
        string tenantId, [FromBody] ReplaceCredentialCommand command, [IfMatch] RevisionCondition ifMatch, CancellationToken cancellationToken) =>
        ChangeAsync(command, tenantId, ifMatch, cancellationToken);

    /// <summary>Which of a tenant's tools would remain under another tool policy.</summary>
    /// <remarks>Asks the upstream with the tenant's credential, and changes nothing. The body is that of a change: what is left out of it is as it is.</remarks>
    /// <param name="tenantId">Public id of the tenant.</param>
    /// <param name="query">The policy.</param>
    /// <param name="cancellationToken">Ends with the request.</param>
    /// <response code="200">Every tool of the tenant's integrations, and whether the policy allows it.</response>
    [HttpPost("{tenantId}/tools/preview")]
    [ProducesResponseType<ToolPreviewResponse>(StatusCodes.Status200OK)]
    public async Task<IActionResult> PreviewTools(string tenantId, [FromBody] PreviewToolsQuery query, CancellationToken cancellationToken) =>
        Ok(await mediator.Send(query with { TenantId = tenantId }, cancellationToken));

    /// <summary>A tenant's token for the operator.</summary>
    /// <remarks>
    /// To see what the tenant sees. It lives five minutes, is refused while the tenant is suspended and ends when it is deleted; it opens the tenant's routes for
    /// tools, trail and usage, makes neither keys nor tokens, and what is done with it is in the trail as done by the operator.
    /// </remarks>
    /// <param name="tenantId">Public id of the tenant.</param>
    /// <param name="cancellationToken">Ends with the request.</param>
    /// <response code="200">The token.</response>
    [HttpPost("{tenantId}/tokens")]
    [ProducesResponseType<TenantTokenResponse>(StatusCodes.Status200OK)]
    public async Task<IActionResult> LendToken(string tenantId, CancellationToken cancellationToken) =>
        Ok(await mediator.Send(new LendTenantTokenCommand(tenantId), cancellationToken));

    /// <summary>Deletes a tenant.</summary>
    /// <remarks>Destroys its credential and its keys; whoever holds one gets 401. Its audit trail stays. There is no way back.</remarks>
    /// <param name="tenantId">Public id of the tenant.</param>
    /// <param name="ifMatch">Revision the change is meant for, as <c>ETag</c> gave it: 412 when somebody else changed the tenant since.</param>
    /// <param name="cancellationToken">Ends with the request.</param>
    /// <response code="204">It is gone.</response>
    [HttpDelete("{tenantId}")]
    [ProducesResponseType(StatusCodes.Status204NoContent)]
    public async Task<IActionResult> Delete(string tenantId, [IfMatch] RevisionCondition ifMatch, CancellationToken cancellationToken)
    {
        await mediator.Send(new DeleteTenantCommand { TenantId = tenantId, IfMatch = ifMatch }, cancellationToken);
        return NoContent();
    }

    private async Task<IActionResult> ChangeAsync(TenantChange<TenantResponse> change, string tenantId, RevisionCondition ifMatch, CancellationToken cancellationToken) =>
        Answer(await mediator.Send(change with { TenantId = tenantId, IfMatch = ifMatch }, cancellationToken));

    private OkObjectResult Answer(TenantResponse tenant)
    {
        EntityTag.Write(Response, tenant.Revision);
        return Ok(tenant);
    }
}
