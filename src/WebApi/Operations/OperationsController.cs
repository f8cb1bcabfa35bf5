using McpService.Application.Health;
using McpService.Application.Settings;
using McpService.Domain.Auditing;
using McpService.WebApi.Callers;
using McpService.WebApi.Health;
using McpService.WebApi.Hosting;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace McpService.WebApi.Operations;

/// <summary>What an operator wants to know of the service itself.</summary>
[Route("api")]
[Tags("Operations")]
[CallerIs(AuditActor.Admin)]
public sealed class OperationsController(IMediator mediator) : ControllerBase
{
    /// <summary>How this replica is, in more detail than <c>/health</c>, which is for everyone.</summary>
    /// <response code="200">Of the replica that answers, whether it is well or not.</response>
    [HttpGet("health")]
    [ProducesResponseType<HealthDetailsResponse>(StatusCodes.Status200OK)]
    public async Task<IActionResult> GetHealth([FromServices] ProcessVitals vitals, CancellationToken cancellationToken)
    {
        var details = await mediator.Send(new GetHealthDetailsQuery(), cancellationToken);
        return Ok(new HealthDetailsResponse(ProductVersion.Text, vitals.UptimeSeconds, ProcessVitals.Memory, details));
    }

    /// <summary>The replicas that serve.</summary>
    /// <remarks>A replica is known from its first entry in the trail on; the one that answers always.</remarks>
    /// <response code="200">All of them.</response>
    [HttpGet("replicas")]
    [ProducesResponseType<ReplicaList>(StatusCodes.Status200OK)]
    public async Task<IActionResult> ListReplicas(CancellationToken cancellationToken) => Ok(await mediator.Send(new ListReplicasQuery(), cancellationToken));

    /// <summary>The settings in force on this replica.</summary>
    /// <remarks>Of a secret only whether it is set; of an address neither user nor query.</remarks>
    /// <response code="200">All of them.</response>
    [HttpGet("settings")]
    [ProducesResponseType<SettingList>(StatusCodes.Status200OK)]
    public async Task<IActionResult> ListSettings(CancellationToken cancellationToken) => Ok(await mediator.Send(new ListSettingsQuery(), cancellationToken));
}
