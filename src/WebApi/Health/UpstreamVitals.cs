using McpService.Application.Circuits;

namespace McpService.WebApi.Health;

/// <summary>What the process can tell of the upstream. Made when it is first asked for: the start has to check the settings first.</summary>
public sealed class UpstreamVitals(TenantCircuits circuits, UpstreamCircuit upstream)
{
    /// <summary>Tenants whose calls are not sent now, and one more where nobody's are.</summary>
    public int OpenCircuits => circuits.Open + (upstream.IsOpen ? 1 : 0);
}
