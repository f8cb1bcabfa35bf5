using System.Net;

namespace McpService.Application.Auditing;

/// <summary>
/// Counts refusals that say nothing of a known caller: wrong keys of nobody, too many requests, overload. The trail gets one entry a minute
/// for each tenant or neighbourhood, so that nobody fills the disk by being refused.
/// </summary>
public interface IRefusalCounter
{
    /// <param name="tenantRef">The tenant refused; null where nobody proved to be one.</param>
    /// <param name="address">Where it came from, for those who are no tenant.</param>
    /// <param name="code">What the caller was told.</param>
    void Count(Guid? tenantRef, IPAddress? address, string code);
}
