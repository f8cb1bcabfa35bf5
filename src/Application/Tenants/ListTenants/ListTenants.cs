using AutoMapper;
using McpService.Domain.Tenants;
using MediatR;

namespace McpService.Application.Tenants.ListTenants;

/// <summary>A page of tenants, newest first.</summary>
/// <param name="Status"><c>active</c> or <c>suspended</c>; null means both.</param>
/// <param name="Search">Part of name, integration key or tenant id; null means all.</param>
/// <param name="Limit">Tenants on the page, 1 to 200; null means 50.</param>
/// <param name="Cursor">Where the page before ended; null means from the newest.</param>
public sealed record ListTenantsQuery(string? Status, string? Search, int? Limit, string? Cursor) : IRequest<TenantList>;

/// <summary>A page.</summary>
/// <param name="Tenants">Newest first.</param>
/// <param name="NextCursor">Give it as <c>cursor</c> for the next page; null on the last.</param>
public sealed record TenantList(IReadOnlyList<TenantResponse> Tenants, string? NextCursor);

internal sealed class ListTenantsHandler(ITenantRepository tenants, IMapper mapper) : IRequestHandler<ListTenantsQuery, TenantList>
{
    private const int DefaultLimit = 50;

    public async Task<TenantList> Handle(ListTenantsQuery request, CancellationToken cancellationToken)
    {
        var limit = request.Limit ?? DefaultLimit;
        TenantStatus? status = request.Status is null ? null : Enum.Parse<TenantStatus>(request.Status, ignoreCase: true);
        Guid? before = request.Cursor is null ? null : TenantCursor.Parse(request.Cursor);
        var rows = await tenants.ListAsync(new TenantPage(status, request.Search, before, limit), cancellationToken);

        var page = rows.Take(limit).ToList();
        var next = rows.Count > limit ? TenantCursor.After(page[^1].Id) : null;
        return new TenantList(mapper.Map<List<TenantResponse>>(page), next);
    }
}
