using System.Runtime.CompilerServices;
using FluentValidation;
using McpService.Application.Callers;
using MediatR;

namespace McpService.Application.Auditing.ListAudit;

/// <summary>All of the trail that the filters let through, newest first, as it is read.</summary>
public sealed record ExportAuditQuery : AuditFilters, IRequest<IAsyncEnumerable<AuditEntryResponse>>;

internal sealed class ExportAuditValidator : AbstractValidator<ExportAuditQuery>
{
    public ExportAuditValidator() => AuditRules.AddTo(this);
}

internal sealed class ExportAuditHandler(IAuditReader reader, ICallContext context) : IRequestHandler<ExportAuditQuery, IAsyncEnumerable<AuditEntryResponse>>
{
    private const int PageSize = 500;

    public Task<IAsyncEnumerable<AuditEntryResponse>> Handle(ExportAuditQuery request, CancellationToken cancellationToken) =>
        Task.FromResult(ReadAsync(AuditSearch.Of(request, context.Caller), cancellationToken));

    // Page after page: no statement and no connection lasts as long as a client that reads slowly.
    private async IAsyncEnumerable<AuditEntryResponse> ReadAsync(AuditSearch search, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Guid? before = null;
        do
        {
            var rows = await reader.ReadAsync(search, before, PageSize, cancellationToken);
            foreach (var record in rows.Records) yield return AuditEntryResponse.Of(record, search.HidesOperators);
            before = rows.ScannedTo;
        }
        while (before is not null);
    }
}
