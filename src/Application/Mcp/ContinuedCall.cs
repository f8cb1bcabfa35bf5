using McpService.Domain.Auditing;

namespace McpService.Application.Mcp;

/// <summary>A call that was parked with a question to its client, and that this request brings the answer to.</summary>
/// <param name="id">Which call.</param>
/// <param name="round">How often it was parked: the state is good for this time only.</param>
public sealed class ContinuedCall(Guid id, int round)
{
    public Guid Id => id;

    public int Round => round;

    /// <summary>What the trail has of the call; null until it was taken from where it is parked, which only one request can.</summary>
    public AuditEntry? Entry { get; set; }
}
