using System.Net;
using McpService.Application.Tenants;
using Microsoft.Extensions.Options;

namespace McpService.WebApi.RateLimiting;

/// <summary>Every limit on the rate of requests, and who has used how much of it.</summary>
internal sealed class RateLimits(IOptions<RateLimitOptions> options, TimeProvider time)
{
    // An entry is some 100 bytes; together they stay under 50 MB.
    private const int MaxTenants = 100_000;
    private const int MaxAddresses = 100_000;

    private readonly BucketTable<Guid> _tenants = new(time, MaxTenants);
    private readonly BucketTable<NetworkKey> _tokenRequests = new(time, MaxAddresses);
    private readonly BucketTable<NetworkKey> _wrongCredentials = new(time, MaxAddresses);
    private readonly Rate _perAddress = new(options.Value.AuthPerMinute, TimeSpan.FromMinutes(1), options.Value.AuthPerMinute);

    /// <summary>Counts a request of a tenant.</summary>
    public RateDecision OfTenant(TenantSnapshot tenant) => _tenants.Take(tenant.Id, new Rate(
        tenant.Limits.RequestsPerSecond ?? options.Value.RequestsPerSecond,
        TimeSpan.FromSeconds(1),
        tenant.Limits.Burst ?? options.Value.Burst));

    /// <summary>Counts a request to a route that hands out tokens.</summary>
    public RateDecision OfTokenRequest(IPAddress? address) => _tokenRequests.Take(NetworkKey.Of(address), _perAddress);

    /// <summary>Counts a credential that proved wrong.</summary>
    public RateDecision OfWrongCredential(IPAddress? address) => _wrongCredentials.Take(NetworkKey.Of(address), _perAddress);
}
