using McpService.Application.Health;
using McpService.WebApi.Callers;
using McpService.WebApi.Hosting;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace McpService.WebApi.Health;

/// <summary>How the service is, for operators and for platforms that restart it.</summary>
[Route("health")]
[Tags("Health")]
[OpenToAll]
public sealed class HealthController(IMediator mediator) : ControllerBase
{
    private const string Healthy = "healthy";
    private const string Unhealthy = "unhealthy";

    /// <summary>How the service is.</summary>
    /// <response code="200">Healthy.</response>
    /// <response code="503">The database is not.</response>
    [HttpGet]
    [ProducesResponseType<HealthResponse>(StatusCodes.Status200OK)]
    [ProducesResponseType<HealthResponse>(StatusCodes.Status503ServiceUnavailable)]
    public async Task<IActionResult> Get([FromServices] ProcessVitals vitals, [FromServices] UpstreamVitals upstream, CancellationToken cancellationToken)
    {
        var database = await mediator.Send(new GetHealthQuery(), cancellationToken);
        var status = database.Healthy ? Healthy : Unhealthy;
        return Answer(database.Healthy, new HealthResponse(
            status,
            database.ActiveTenants,
            new DatabaseResponse(status, database.Provider, database.LatencyMs),
            ProcessVitals.Memory,
            vitals.UptimeSeconds,
            ProductVersion.Text,
            database.ExpiringCredentials,
            upstream.OpenCircuits));
    }

    /// <summary>Whether the process is up. Fails only with the process.</summary>
    /// <response code="200">It is.</response>
    [HttpGet("live")]
    [ProducesResponseType<ProbeResponse>(StatusCodes.Status200OK)]
    public IActionResult GetLive() => Ok(new ProbeResponse("live", Reason: null));

    /// <summary>Whether the service can take requests: the database is migrated and can be written, and no shutdown is under way.</summary>
    /// <response code="200">It can.</response>
    /// <response code="503">It cannot; the body says why.</response>
    [HttpGet("ready")]
    [ProducesResponseType<ProbeResponse>(StatusCodes.Status200OK)]
    [ProducesResponseType<ProbeResponse>(StatusCodes.Status503ServiceUnavailable)]
    public async Task<IActionResult> GetReady(CancellationToken cancellationToken)
    {
        var readiness = await mediator.Send(new GetReadinessQuery(), cancellationToken);
        return Answer(readiness.IsReady, new ProbeResponse(readiness.IsReady ? "ready" : "not_ready", readiness.Reason));
    }

    private ObjectResult Answer(bool isGood, object body) =>
        StatusCode(isGood ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable, body);
}
