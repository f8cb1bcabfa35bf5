namespace McpService.Application.Health;

/// <summary>Whether this process is on its way out: it finishes what it has begun and wants nothing new.</summary>
public sealed class DrainState
{
    private volatile bool _draining;

    public bool IsDraining => _draining;

    public void Begin() => _draining = true;
}
