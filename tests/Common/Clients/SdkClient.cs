using ModelContextProtocol.Client;

namespace McpService.Common.Clients;

/// <summary>The C# SDK's client, as users run it.</summary>
public static class SdkClient
{
    /// <param name="token">Sent as the bearer token.</param>
    public static Task<McpClient> ConnectAsync(
        Uri address, string token, McpClientOptions? options = null, CancellationToken cancellationToken = default)
    {
        var transport = new HttpClientTransport(new HttpClientTransportOptions
        {
            Endpoint = address,
            TransportMode = HttpTransportMode.StreamableHttp,
            AdditionalHeaders = new Dictionary<string, string>(StringComparer.Ordinal) { ["Authorization"] = $"Bearer {token}" },
        });
        return McpClient.CreateAsync(transport, options, cancellationToken: cancellationToken);
    }
}
