using FluentValidation;
using FluentValidation.Results;
using McpService.Application.Callers;
using MediatR;

namespace McpService.Application.Auditing.ListAudit;

/// <summary>A page of the trail, newest first; or, with <c>after</c>, what was written since, in the order of writing.</summary>
public sealed record ListAuditQuery : AuditFilters, IRequest<AuditPage>
{
    /// <summary>Entries on the page, 1 to 500; default 100.</summary>
    public int? Limit { get; init; }

    /// <summary>Where the page before ended.</summary>
    public string? Cursor { get; init; }

    /// <summary>For collectors, alone with <c>limit</c>: <c>start</c>, or the <c>after</c> of an earlier answer.</summary>
    public string? After { get; init; }
}

/// <summary>A page.</summary>
/// <param name="Entries">Newest first; with <c>after</c> in the order of writing.</param>
/// <param name="NextCursor">For the next page, which may be there even when this one is short; null at the end.</param>
/// <param name="ScannedTo">How far back this page looked; null at the end.</param>
/// <param name="After">Where a collector goes on; null on other pages.</param>
public sealed record AuditPage(IReadOnlyList<AuditEntryResponse> Entries, string? NextCursor, DateTimeOffset? ScannedTo, string? After);

internal sealed class ListAuditValidator : AbstractValidator<ListAuditQuery>
{
    public ListAuditValidator()
    {
        AuditRules.AddTo(this);
        RuleFor(q => q.Limit).InclusiveBetween(1, ListAuditHandler.MaxLimit).WithMessage($"must be from 1 to {ListAuditHandler.MaxLimit}.");
        RuleFor(q => q.After).Must(a => a is null or ListAuditHandler.Start || AuditPlace.Parse(a) is not null).WithMessage("must be \"start\" or the after of an earlier answer.");
        RuleFor(q => q.After).Must((q, a) => a is null || q with { After = null, Limit = null } == new ListAuditQuery()).WithMessage("goes with limit alone.");
    }
}

internal sealed class ListAuditHandler(IAuditReader reader, ICallContext context) : IRequestHandler<ListAuditQuery, AuditPage>
{
    public const int MaxLimit = 500;
    public const string Start = "start";

    private const int DefaultLimit = 100;

    public async Task<AuditPage> Handle(ListAuditQuery request, CancellationToken cancellationToken)
    {
        var limit = request.Limit ?? DefaultLimit;
        if (request.After is { } after) return await WrittenAsync(after == Start ? null : AuditPlace.Parse(after), limit, cancellationToken);

        var search = AuditSearch.Of(request, context.Caller);
        var rows = await reader.ReadAsync(search, PlaceOf(search, request.Cursor), limit, cancellationToken);
        return new AuditPage(
            [.. rows.Records.Select(r => AuditEntryResponse.Of(r, search.HidesOperators))],
            rows.ScannedTo is { } id ? AuditCursor.After(search, id) : null,
            rows.ScannedTo is { } last ? Domain.Auditing.TimeOrderedId.TimeOf(last) : null,
            After: null);
    }

    /// <exception cref="ValidationException">The cursor is of another query, or of another caller's.</exception>
    private static Guid? PlaceOf(AuditSearch search, string? cursor) => cursor is null
        ? null
        : AuditCursor.Parse(search, cursor) ?? throw new ValidationException([new ValidationFailure("cursor", "must be the nextCursor of an earlier page of the same query.")]);

    private async Task<AuditPage> WrittenAsync(AuditPlace? place, int limit, CancellationToken cancellationToken)
    {
        var rows = await reader.ReadWrittenAsync(place, limit, cancellationToken);
        return new AuditPage([.. rows.Records.Select(r => AuditEntryResponse.Of(r, hidesOperators: false))], null, null, rows.Place.Text());
    }
}
