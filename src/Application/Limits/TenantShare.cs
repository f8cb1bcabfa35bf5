using System.Runtime.InteropServices;

namespace McpService.Application.Limits;

/// <summary>
/// How a tenant's limits are divided between this replica and the others that it asks. Where all of them want more than the limit, each has as much of it as it has of
/// the demand; where they want less, each may also use what the others leave.
/// </summary>
/// <param name="OwnRequests">Requests a second asked here.</param>
/// <param name="OtherRequests">Asked of the others.</param>
/// <param name="OwnCalls">Calls at once asked here.</param>
/// <param name="OtherCalls">Asked of the others.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct TenantShare(double OwnRequests, double OtherRequests, int OwnCalls, int OtherCalls)
{
    /// <summary>Nobody else is asked.</summary>
    public static TenantShare Whole => default;

    /// <summary>The part of a rate, over 0 and at most 1.</summary>
    /// <param name="perSecond">The rate in all.</param>
    public double OfRate(int perSecond) => OtherRequests <= 0 ? 1 : Math.Clamp(
        Math.Max(OwnRequests / (OwnRequests + OtherRequests), 1 - (OtherRequests / perSecond)), 1e-6, 1);

    /// <summary>How many calls at once, at least one.</summary>
    /// <param name="limit">In all.</param>
    public int OfCalls(int limit) => OtherCalls <= 0 ? limit : Math.Max(
        1, Math.Max((int)((long)limit * OwnCalls / Math.Max(1, OwnCalls + OtherCalls)), limit - OtherCalls));
}
