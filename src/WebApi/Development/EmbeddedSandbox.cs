using McpService.Infrastructure.Mcp.Http;
using McpService.Sandbox;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;

namespace McpService.WebApi.Development;

/// <summary>The sandbox as the upstream of a gateway that has no other: it is at the gateway's own address, whatever port that turned out to be.</summary>
internal sealed class EmbeddedSandbox(IServer server) : IEmbeddedUpstream
{
    public Uri Address
    {
        get
        {
            var listening = server.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First();
            var address = BindingAddress.Parse(listening);
            var host = address.Host is "localhost" or "*" or "+" or "[::]" or "0.0.0.0" ? "127.0.0.1" : address.Host;
            return new Uri($"{address.Scheme}://{host}:{address.Port}{SandboxEndpoints.Path}");
        }
    }
}
