using AutoMapper;
using FluentValidation;
using McpService.Application.Errors;
using McpService.Domain.Tenants;
using MediatR;

namespace McpService.Application.Tenants.ListApiKeys;

/// <summary>The API keys of a tenant that can be used.</summary>
public sealed record ListApiKeysQuery(string TenantId) : IRequest<ApiKeyList>;

/// <summary>The API keys of a tenant that can be used, newest first.</summary>
public sealed record ApiKeyList(IReadOnlyList<ApiKeyResponse> Keys);

internal sealed class ListApiKeysValidator : AbstractValidator<ListApiKeysQuery>
{
    public ListApiKeysValidator() => RuleFor(q => q.TenantId).TenantId();
}

internal sealed class ListApiKeysHandler(ITenantRepository tenants, IMapper mapper, TimeProvider time) : IRequestHandler<ListApiKeysQuery, ApiKeyList>
{
    public async Task<ApiKeyList> Handle(ListApiKeysQuery request, CancellationToken cancellationToken)
    {
        var tenant = await tenants.FindAsync(request.TenantId, cancellationToken) ?? throw NotFoundException.Tenant();
        var now = time.GetUtcNow();
        return new ApiKeyList(mapper.Map<List<ApiKeyResponse>>(tenant.ApiKeys.Where(k => k.IsUsable(now)).OrderByDescending(k => k.Id)));
    }
}
