using McpService.Application.Errors;
using McpService.Application.Mcp;
using McpService.Domain.Tenants;

namespace McpService.Application.Upstream;

/// <summary>The only door to the upstream MCP server. Tool payloads pass as the bytes they came as.</summary>
/// <remarks>Every method throws <see cref="UpstreamException"/> for what the failure table calls an event of the upstream.</remarks>
public interface IMcpGateway
{
    /// <summary>All pages of the tenant's tools. An upstream without tools gives none.</summary>
    Task<IReadOnlyList<ToolDefinition>> ListToolsAsync(UpstreamTarget target, CancellationToken cancellationToken);

    /// <summary>Names of the tenant's tools, cached for a minute.</summary>
    /// <param name="target">Whose tools.</param>
    /// <param name="missed">A name that an earlier answer lacked: an answer older than this call is fetched again.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<KnownTools> GetToolNamesAsync(UpstreamTarget target, bool missed, CancellationToken cancellationToken);

    /// <summary>Whether a list that the upstream gave for the tenant's own integrations has the tool; what was listed once counts for as long as these stay.</summary>
    ValueTask<bool> ListsToolAsync(UpstreamTarget target, string tool, CancellationToken cancellationToken);

    /// <summary>Calls a tool once; again only where the upstream provably did not execute it.</summary>
    /// <param name="target">Whose call.</param>
    /// <param name="name">Full tool name.</param>
    /// <param name="arguments">A JSON object as UTF-8, sent as it is; empty sends none.</param>
    /// <param name="cancellationToken">The caller went away: the upstream is told to stop.</param>
    Task<ToolResult> CallToolAsync(UpstreamTarget target, string name, ReadOnlyMemory<byte> arguments, CancellationToken cancellationToken);

    /// <summary>Passes one exchange of an MCP client on; the reply's body may still be open.</summary>
    /// <param name="target">Whose exchange.</param>
    /// <param name="exchange">What the client sent.</param>
    /// <param name="access">Which tools a list may show, and whose integrations a session is opened for.</param>
    /// <param name="cancellationToken">The client went away.</param>
    /// <exception cref="McpException">The exchange is refused with a JSON-RPC error.</exception>
    Task<McpReply> RelayAsync(UpstreamTarget target, McpExchange exchange, ToolAccess access, CancellationToken cancellationToken);
}
