using System.Runtime.InteropServices;
using McpService.Application.Circuits;

namespace McpService.Application.Calls;

/// <summary>What a call holds while it is under way. On the stack, where its end is not a stream's.</summary>
/// <param name="TenantRef">Whose call.</param>
/// <param name="Slot">Of the tenant's calls at once.</param>
/// <param name="Circuit">The tenant's.</param>
/// <param name="Upstream">Everybody's.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct AdmittedCall(Guid TenantRef, IDisposable Slot, Circuit Circuit, UpstreamCircuit Upstream)
{
    public bool IsProbe { get; init; }

    public bool IsUpstreamProbe { get; init; }

    /// <summary>Where it has a place; null while it has none.</summary>
    public CallPlaces? Places { get; init; }

    /// <param name="verdict">What the call says of the upstream.</param>
    /// <param name="code">Error code of what the upstream did; null where all went well, or it was not asked.</param>
    public void Leave(CircuitVerdict verdict, string? code)
    {
        Places?.Leave();
        Slot.Dispose();
        Circuit.Leave(verdict, IsProbe, TenantRef);
        Upstream.Leave(CircuitVerdicts.OfConnecting(verdict, code), IsUpstreamProbe, TenantRef);
    }
}
