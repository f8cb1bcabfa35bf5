using System.Net;
using McpService.Application.Limits;
using McpService.Application.Tenants;
using Microsoft.Extensions.Options;

namespace McpService.WebApi.RateLimiting;

/// <summary>Every limit on the rate of requests, and who has used how much of it.</summary>
internal sealed class RateLimits(IOptions<RateLimitOptions> options, TenantShares shares, WrongCredentials wrong, TimeProvider time)
{
    // An entry is some 100 bytes; together they stay under 50 MB.
    private const int MaxTenants = 100_000;
    private const int MaxAddresses = 100_000;

    private readonly BucketTable<Guid> _tenants = new(time, MaxTenants);
    private readonly BucketTable<NetworkKey> _tokenRequests = new(time, MaxAddresses);
    private readonly Rate _perAddress = new(options.Value.AuthPerMinute, TimeSpan.FromMinutes(1), options.Value.AuthPerMinute);

    /// <summary>What each tenant asked, granted or not; counted only where somebody is told of it.</summary>
    public BucketTable<Guid> Tenants => _tenants;

    /// <summary>Counts a request of a tenant.</summary>
    public RateDecision OfTenant(TenantSnapshot tenant)
    {
        var perSecond = tenant.Limits.RequestsPerSecond ?? options.Value.RequestsPerSecond;
        var bucket = _tenants.Of(tenant.Id);
        if (shares.IsReported) bucket.Note(1);
        return bucket.Take(
            new Rate(perSecond, TimeSpan.FromSeconds(1), tenant.Limits.Burst ?? options.Value.Burst, shares.Of(tenant.Id).OfRate(perSecond)), time.GetTimestamp(), time);
    }

    /// <summary>Counts a request to a route that hands out tokens; of one that was refused there too often lately, no further one is looked at.</summary>
    public RateDecision OfTokenRequest(IPAddress? address)
    {
        var refused = wrong.Look(address, NetworkPurpose.RefusedToken);
        return refused.Granted ? _tokenRequests.Take(NetworkKey.Of(address, NetworkPurpose.TokenRequest), _perAddress) : refused;
    }

    /// <summary>Counts a credential that proved wrong.</summary>
    public RateDecision OfWrongCredential(IPAddress? address) => wrong.Add(address, NetworkPurpose.Credential);

    /// <summary>Counts a key that a route refused which hands out tokens.</summary>
    public void CountRefusedToken(IPAddress? address) => wrong.Add(address, NetworkPurpose.RefusedToken);
}
