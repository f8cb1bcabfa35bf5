using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;

namespace McpService.WebApi.Hosting;

/// <summary>Reads what trusted proxies say of a request. Where there are none it is not there: looking for what nobody may say makes an address anew for each request.</summary>
internal static class TrustedProxies
{
    public static void UseTrustedProxies(this WebApplication app) => app.Use(next => Server(app).TrustProxy == 0 ? next : ActivatorUtilities.CreateInstance<ForwardedHeadersMiddleware>(app.Services, next).Invoke);

    private static ServerOptions Server(WebApplication app) => app.Services.GetRequiredService<IOptions<ServerOptions>>().Value;
}
