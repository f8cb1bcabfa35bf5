namespace McpService.Application.Circuits;

/// <summary>
/// Everybody's calls to the upstream, judged by connecting alone: an upstream that nobody reaches is not tried by each tenant in turn. It takes failures of several
/// tenants; those of fewer are theirs, and open their circuits.
/// </summary>
public sealed class UpstreamCircuit(CircuitRules rules, TimeProvider time)
{
    private readonly Circuit _circuit = new(rules, time);

    /// <summary>Calls are refused now, whosever.</summary>
    public bool IsOpen => _circuit.IsOpen;

    /// <inheritdoc cref="Circuit.Enter"/>
    public bool Enter() => _circuit.Enter();

    /// <inheritdoc cref="Circuit.Leave"/>
    public void Leave(CircuitVerdict verdict, bool isProbe, Guid tenantRef) => _circuit.Leave(verdict, isProbe, tenantRef);
}
