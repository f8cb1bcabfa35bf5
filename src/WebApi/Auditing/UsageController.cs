using McpService.Application.Auditing.GetUsage;
using McpService.Domain.Auditing;
using McpService.WebApi.Callers;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace McpService.WebApi.Auditing;

/// <summary>What was used, by tenant, tool, outcome and time.</summary>
[Tags("Usage")]
public sealed class UsageController(IMediator mediator) : ControllerBase
{
    private const int MaxRows = 10_000;

    /// <summary>Usage by minute, hour or day.</summary>
    /// <remarks>Agrees with the trail, at most a second late. <c>Accept: text/csv</c> or <c>application/x-ndjson</c> gives ranges of any size.</remarks>
    /// <response code="200">Oldest first; 10,000 rows at most, and whether there were more.</response>
    [HttpGet("api/usage")]
    [CallerIs(AuditActor.Admin)]
    [KnownFilters]
    [ProducesResponseType<UsageList>(StatusCodes.Status200OK, "application/json", ExportFormat.Ndjson, ExportFormat.Csv)]
    public Task<IActionResult> List([FromQuery] GetUsageQuery query, CancellationToken cancellationToken) => AnswerAsync(query, cancellationToken);

    /// <summary>A tenant's own usage by minute, hour or day.</summary>
    /// <param name="tenantId">Public id of the tenant.</param>
    /// <param name="query">Which usage.</param>
    /// <param name="cancellationToken">Ends with the request.</param>
    /// <response code="200">Oldest first; 10,000 rows at most, and whether there were more.</response>
    [HttpGet("api/tenant/{tenantId}/usage")]
    [CallerIs(AuditActor.Tenant)]
    [KnownFilters(Unknown = [CallerGuard.TenantRouteValue])]
    [ProducesResponseType<UsageList>(StatusCodes.Status200OK, "application/json", ExportFormat.Ndjson, ExportFormat.Csv)]
    public Task<IActionResult> ListOfTenant(string tenantId, [FromQuery] GetUsageQuery query, CancellationToken cancellationToken) =>
        AnswerAsync(query with { TenantId = null }, cancellationToken);

    private async Task<IActionResult> AnswerAsync(GetUsageQuery query, CancellationToken cancellationToken)
    {
        var rows = await mediator.Send(query, cancellationToken);
        if (ExportFormat.Of(Request) is { } format)
        {
            await format.WriteAsync(Response, rows, cancellationToken);
            return new EmptyResult();
        }

        var first = await rows.Take(MaxRows + 1).ToListAsync(cancellationToken);
        return Ok(new UsageList([.. first.Take(MaxRows)], first.Count > MaxRows));
    }
}

/// <summary>Usage.</summary>
/// <param name="Usage">Oldest first.</param>
/// <param name="IsCut">There are more rows than these: narrow the range, or ask for <c>text/csv</c>.</param>
public sealed record UsageList(IReadOnlyList<UsageResponse> Usage, bool IsCut);
