using AutoMapper;
using FluentValidation;
using McpService.Application.Errors;
using McpService.Domain.Tenants;
using MediatR;

namespace McpService.Application.Tenants.GetTenant;

/// <summary>One tenant.</summary>
public sealed record GetTenantQuery(string TenantId) : IRequest<TenantResponse>;

internal sealed class GetTenantValidator : AbstractValidator<GetTenantQuery>
{
    public GetTenantValidator() => RuleFor(q => q.TenantId).TenantId();
}

internal sealed class GetTenantHandler(ITenantRepository tenants, IMapper mapper) : IRequestHandler<GetTenantQuery, TenantResponse>
{
    public async Task<TenantResponse> Handle(GetTenantQuery request, CancellationToken cancellationToken) =>
        mapper.Map<TenantResponse>(await tenants.FindAsync(request.TenantId, cancellationToken) ?? throw NotFoundException.Tenant());
}
