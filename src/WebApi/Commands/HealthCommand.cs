using McpService.WebApi.Hosting;
using Microsoft.Extensions.Options;

namespace McpService.WebApi.Commands;

/// <summary><c>health</c>: asks the gateway on this machine whether it lives, for images that have no other program to ask with.</summary>
internal static class HealthCommand
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);

    public static async Task<int> RunAsync(GatewayCommands.Call call, CancellationToken cancellationToken)
    {
        var server = call.Get<IOptions<ServerOptions>>().Value;
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { Timeout = Limit };
        try
        {
            using var answer = await client.GetAsync(new UriBuilder(Uri.UriSchemeHttp, HostOf(server.Host), server.Port, "/health/live").Uri, cancellationToken);
            await call.Output.WriteLineAsync($"{(int)answer.StatusCode}");
            return answer.IsSuccessStatusCode ? 0 : 1;
        }
        catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException)
        {
            await call.Output.WriteLineAsync("No answer.");
            return 1;
        }
    }

    private static string HostOf(string host) => host is ServerOptions.AnyHost or ServerOptions.LocalHost or "0.0.0.0" or "::" ? "127.0.0.1" : host;
}
