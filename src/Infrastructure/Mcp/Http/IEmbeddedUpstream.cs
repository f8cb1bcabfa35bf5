namespace McpService.Infrastructure.Mcp.Http;

/// <summary>The upstream to use when none is configured; only a host in development has one.</summary>
public interface IEmbeddedUpstream
{
    /// <summary>Its address, known once the host listens.</summary>
    Uri Address { get; }
}
