using AutoMapper;
using AutoMapper.Internal;
using McpService.Application.Tenants;
using McpService.Domain.Tenants;

namespace McpService.UnitTests.Architecture;

/// <summary>What lets AutoMapper 14 be used despite its unbounded recursion (GHSA-rvv3-g6hj-g44x): nothing mapped can recurse.</summary>
internal sealed class MappingTests
{
    private static readonly MapperConfiguration Mapping =
        new(mapping => mapping.AddProfile(new TenantMappings(new PublicUrls("/mcp"), TimeProvider.System)));

    private static IEnumerable<TypeMap> Maps => Mapping.Internal().GetAllTypeMaps();

    private static IEnumerable<Type> MappedTypes => Maps.SelectMany(map => new[] { map.SourceType, map.DestinationType });

    [Test]
    public void Mappings_AreComplete() => Mapping.AssertConfigurationIsValid();

    [Test]
    public void Map_Tenant_KeepsItsLists()
    {
        var now = TimeProvider.System.GetUtcNow();
        var tenant = new Tenant(Guid.CreateVersion7(now), "Acme", Integrations.Parse("hubspot"), now);
        tenant.SetTools(new ToolPolicy(["hubspot_*"], ["*_delete-*"]), now);
        tenant.ReplaceCredential(new UpstreamCredential(tenant.Id, Guid.CreateVersion7(now), CredentialKind.Token, "blob", "fingerprint", expiresAt: now, now), now);

        var response = Mapping.CreateMapper().Map<TenantResponse>(tenant);

        response.Tools.Allow.ShouldBe(["hubspot_*"]);
        response.Tools.Deny.ShouldBe(["*_delete-*"]);
        response.Warnings.ShouldBe(["credential_expired"]);
    }

    [TestCaseSource(nameof(MappedTypes))]
    public void MappedType_Any_DoesNotReferToItself(Type mapped) => Reached(mapped, []).ShouldNotContain(mapped);

    [Test]
    public void Maps_Each_HasABoundOfDepth()
    {
        Maps.Count().ShouldBeGreaterThan(3);
        Maps.ShouldAllBe(map => map.MaxDepth == TenantMappings.MaxDepth);
    }

    [Test]
    public void Reached_TypeThatRefersToItself_IsFound() => Reached(typeof(Chain), []).ShouldContain(typeof(Chain));

    /// <summary>Types of ours that a value of this one can hold, at any depth.</summary>
    private static HashSet<Type> Reached(Type type, HashSet<Type> reached)
    {
        foreach (var held in type.GetProperties().SelectMany(p => Parts(p.PropertyType)).Where(IsOurs))
        {
            if (reached.Add(held)) Reached(held, reached);
        }

        return reached;
    }

    private static IEnumerable<Type> Parts(Type type) =>
        type.HasElementType ? Parts(type.GetElementType()!) : [type, .. type.GetGenericArguments().SelectMany(Parts)];

    private static bool IsOurs(Type type) => type.Namespace?.StartsWith("McpService", StringComparison.Ordinal) == true;

    private sealed record Chain(IReadOnlyList<Chain> Links);
}
