using AutoMapper;
using AutoMapper.Internal;
using McpService.Application.Tenants.ListApiKeys;
using McpService.Domain.Tenants;

namespace McpService.Application.Tenants;

/// <summary>Entity to response; nothing is ever mapped the other way.</summary>
public sealed class TenantMappings : Profile
{
    /// <summary>A tenant, its policy, the policy's list. What lies deeper is left empty, without a word.</summary>
    public const int MaxDepth = 3;

    public TenantMappings(PublicUrls urls, TimeProvider time)
    {
        CreateMap<ToolPolicy, ToolPolicyResponse>();
        CreateMap<TenantLimits, LimitsResponse>();
        CreateMap<ApiKey, ApiKeyResponse>();
        CreateMap<UpstreamCredential, CredentialResponse>()
            .ForMember(r => r.Kind, o => o.MapFrom(c => c.Kind.ToString().ToLowerInvariant()));
        CreateMap<Tenant, TenantResponse>()
            .ForMember(r => r.Status, o => o.MapFrom(t => t.Status.ToString().ToLowerInvariant()))
            .ForMember(r => r.McpUrl, o => o.MapFrom(_ => urls.Mcp))
            .ForMember(r => r.Warnings, o => o.MapFrom((tenant, _) => TenantWarnings.Of(tenant, time.GetUtcNow())));

        // No map leads back to itself, and none may: AutoMapper 14 recurses without a bound of its own (GHSA-rvv3-g6hj-g44x).
        this.Internal().ForAllMaps((_, map) => map.MaxDepth(MaxDepth));
    }
}
