using McpService.Application.Errors;

namespace McpService.Infrastructure.Mcp.Wire;

/// <summary>Asks the upstream for the rest of a stream, as the transport has it (<c>Last-Event-ID</c>, SEP-1699).</summary>
/// <param name="lastEventId">The last event that came.</param>
/// <param name="after">How long the upstream wants to be left alone first.</param>
/// <param name="cancellationToken">Ends the wait.</param>
/// <returns>An event stream, for the caller to dispose.</returns>
/// <exception cref="UpstreamException"><see cref="UpstreamFailure.Disconnected"/>: it was not to be had.</exception>
internal delegate Task<Stream> ResumeStream(string lastEventId, TimeSpan after, CancellationToken cancellationToken);
