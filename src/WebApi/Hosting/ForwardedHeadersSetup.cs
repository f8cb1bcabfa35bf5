using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;

namespace McpService.WebApi.Hosting;

/// <summary>
/// Believes <c>X-Forwarded-*</c> for as many hops as the operator says there are proxies, and not one more: an
/// address a client can choose would make every limit per address worthless.
/// </summary>
internal sealed class ForwardedHeadersSetup(IOptions<ServerOptions> server) : IConfigureOptions<ForwardedHeadersOptions>
{
    public void Configure(ForwardedHeadersOptions options)
    {
        if (server.Value.TrustProxy == 0) return;

        options.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost;
        options.ForwardLimit = server.Value.TrustProxy;

        // The proxies' own addresses are rarely known on a platform; their number is.
        options.KnownIPNetworks.Clear();
        options.KnownProxies.Clear();
    }
}
