using McpService.Application.Auditing.GetUsage;
using McpService.Application.Auditing.GetVerification;
using McpService.Application.Auditing.ListAudit;
using McpService.Domain.Auditing;
using McpService.WebApi.Callers;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace McpService.WebApi.Auditing;

/// <summary>The audit trail: who did what, when, and what became of it.</summary>
[Tags("Audit")]
public sealed class AuditController(IMediator mediator) : ControllerBase
{
    private const string AfterFilter = "after";
    private const string TenantFilter = CallerGuard.TenantRouteValue;

    /// <summary>The trail, newest first.</summary>
    /// <remarks>
    /// A page may be short, or empty, and still have a <c>nextCursor</c>: one request looks at 20,000 entries at most. Collectors go by <c>after</c>, which misses
    /// nothing. With <c>Accept: application/x-ndjson</c> or <c>text/csv</c> everything that the filters let through comes as one stream.
    /// </remarks>
    /// <response code="200">A page, or the stream.</response>
    [HttpGet("api/audit")]
    [CallerIs(AuditActor.Admin)]
    [KnownFilters]
    [ProducesResponseType<AuditPage>(StatusCodes.Status200OK, "application/json", ExportFormat.Ndjson, ExportFormat.Csv)]
    public Task<IActionResult> List([FromQuery] ListAuditQuery query, CancellationToken cancellationToken) => AnswerAsync(query, cancellationToken);

    /// <summary>A tenant's own trail, newest first.</summary>
    /// <remarks>As the operator's, without addresses of operators. Changes of the tenant that operators made are in it.</remarks>
    /// <param name="tenantId">Public id of the tenant.</param>
    /// <param name="query">What to look for.</param>
    /// <param name="cancellationToken">Ends with the request.</param>
    /// <response code="200">A page, or the stream.</response>
    [HttpGet("api/tenant/{tenantId}/audit")]
    [CallerIs(AuditActor.Tenant)]
    [KnownFilters(Unknown = [TenantFilter, AfterFilter])]
    [ProducesResponseType<AuditPage>(StatusCodes.Status200OK, "application/json", ExportFormat.Ndjson, ExportFormat.Csv)]
    public Task<IActionResult> ListOfTenant(string tenantId, [FromQuery] ListAuditQuery query, CancellationToken cancellationToken) =>
        AnswerAsync(query with { TenantId = null, After = null }, cancellationToken);

    /// <summary>Counts and latencies by tenant, tool and outcome, the most used first.</summary>
    /// <remarks>From what is counted as calls are committed. Percentiles are estimated: they are read off a histogram.</remarks>
    /// <response code="200">At most 1,000 rows.</response>
    [HttpGet("api/audit/summary")]
    [CallerIs(AuditActor.Admin)]
    [KnownFilters]
    [ProducesResponseType<AuditSummary>(StatusCodes.Status200OK)]
    public async Task<IActionResult> Summarize([FromQuery] GetAuditSummaryQuery query, CancellationToken cancellationToken) =>
        Ok(await mediator.Send(query, cancellationToken));

    /// <summary>A tenant's own counts and latencies by tool and outcome, the most used first.</summary>
    /// <remarks>As the operator's, of this tenant alone. Percentiles are estimated: they are read off a histogram.</remarks>
    /// <param name="tenantId">Public id of the tenant.</param>
    /// <param name="query">Which part of them.</param>
    /// <param name="cancellationToken">Ends with the request.</param>
    /// <response code="200">At most 1,000 rows.</response>
    [HttpGet("api/tenant/{tenantId}/audit/summary")]
    [CallerIs(AuditActor.Tenant)]
    [KnownFilters(Unknown = [TenantFilter])]
    [ProducesResponseType<AuditSummary>(StatusCodes.Status200OK)]
    public async Task<IActionResult> SummarizeOfTenant(string tenantId, [FromQuery] GetAuditSummaryQuery query, CancellationToken cancellationToken) =>
        Ok(await mediator.Send(query with { TenantId = null }, cancellationToken));

    /// <summary>What the last look through the whole trail found.</summary>
    /// <remarks>
    /// One of the replicas looks once in <c>AUDIT_VERIFY_HOURS</c>, and <c>-- audit verify</c> whenever somebody runs it. This tells what was found, and proves nothing: whoever
    /// can write to the database can write this, too. Run the command for proof.
    /// </remarks>
    /// <response code="200">The last one; null before the first.</response>
    [HttpGet("api/audit/verification")]
    [CallerIs(AuditActor.Admin)]
    [ProducesResponseType<AuditVerificationResponse>(StatusCodes.Status200OK)]
    public async Task<IActionResult> GetVerification(CancellationToken cancellationToken) => Ok(await mediator.Send(new GetAuditVerificationQuery(), cancellationToken));

    private async Task<IActionResult> AnswerAsync(ListAuditQuery query, CancellationToken cancellationToken)
    {
        if (ExportFormat.Of(Request) is not { } format) return Ok(await mediator.Send(query, cancellationToken));

        var export = new ExportAuditQuery
        {
            From = query.From,
            To = query.To,
            TenantId = query.TenantId,
            Action = query.Action,
            Tool = query.Tool,
            Outcome = query.Outcome,
            Actor = query.Actor,
            KeyId = query.KeyId,
            RequestId = query.RequestId,
        };
        await format.WriteAsync(Response, await mediator.Send(export, cancellationToken), cancellationToken);
        return new EmptyResult();
    }
}
