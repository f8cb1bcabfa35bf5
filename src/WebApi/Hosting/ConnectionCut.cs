using McpService.Application.Health;
using Microsoft.AspNetCore.Connections;

namespace McpService.WebApi.Hosting;

/// <summary>Cuts a connection off when the time of what is in flight is up. Asked for once a connection: for each request it would cost a microsecond.</summary>
internal sealed class ConnectionCut(ConnectionDelegate next, DrainState drain)
{
    public async Task OnConnectedAsync(ConnectionContext connection)
    {
        await using var _ = drain.CutOff.UnsafeRegister(static connection => ((ConnectionContext)connection!).Abort(), connection);
        await next(connection);
    }
}
