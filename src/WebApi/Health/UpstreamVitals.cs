using McpService.Application.Circuits;

namespace McpService.WebApi.Health;

/// <summary>What the process can tell of the upstream. Made when it is first asked for: the start has to check the settings first.</summary>
public sealed class UpstreamVitals(TenantCircuits circuits)
{
    /// <summary>Tenants whose calls are not sent now.</summary>
    public int OpenCircuits => circuits.Open;
}
