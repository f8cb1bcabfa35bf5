using McpService.Application.Abstractions;

namespace McpService.Infrastructure.Mcp;

internal static class ConnectionKeys
{
    public static ConnectionKey Key(this UpstreamConnection connection) => new(connection.Credential.Version, connection.Apps);
}
