using McpService.Application.Errors;
using McpService.Application.Mcp;

namespace McpService.Infrastructure.Mcp.Eras;

/// <summary>The upstream does not speak the revision it was asked in, and executed nothing.</summary>
/// <param name="failure">What that is where there is no other revision to ask in.</param>
internal sealed class EraRefusedException(UpstreamException failure) : Exception("The upstream does not speak this revision.", failure)
{
    public UpstreamException Failure => failure;

    /// <summary>What the client of a relayed request would have got; null where that is the failure.</summary>
    public McpReply? Reply { get; init; }
}
