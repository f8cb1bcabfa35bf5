using McpService.Application.Tenants;
using McpService.Application.Tenants.CreateTenant;
using McpService.Application.Tenants.GetTenant;
using McpService.Application.Tenants.ListTenants;
using McpService.WebApi.Authentication;
using MediatR;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace McpService.WebApi.Controllers;

/// <summary>What operators do with tenants.</summary>
[Route("api/tenants")]
[Tags("Tenants")]
[Authorize(Policies.Admin)]
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
    /// <response code="200">The tenant.</response>
    [HttpGet("{tenantId}")]
    [ProducesResponseType<TenantResponse>(StatusCodes.Status200OK)]
    public async Task<IActionResult> Get(string tenantId, CancellationToken cancellationToken) =>
        Ok(await mediator.Send(new GetTenantQuery(tenantId), cancellationToken));
}
