using System.Net;
using System.Net.Sockets;
using McpService.Application.Errors;
using McpService.Application.Memory;

namespace McpService.Infrastructure.Mcp.Http;

/// <summary>
/// The one way to the upstream over HTTP: shared by all tenants, because connections carry no identity; it keeps no
/// cookies, follows no redirects and takes no proxy from the environment.
/// </summary>
internal sealed class UpstreamHttp : IDisposable
{
    /// <summary>How long a connection may take, DNS and TLS included.</summary>
    public static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(3);

    /// <summary>For calls under way at once.</summary>
    public const int MaxConnections = 1000;

    private const int MaxResponseHeadersKilobytes = 64;

    // Streams that wait for news hold a connection each, for hours: with the calls', those would run out for everybody. How many streams
    // there may be is decided for each tenant.
    private readonly HttpMessageInvoker _calls;
    private readonly HttpMessageInvoker _streams;
    private readonly MemoryBudget _budget;

    public UpstreamHttp(AddressGuard guard, MemoryBudget budget) => (_calls, _streams, _budget) = (NewClient(guard, MaxConnections), NewClient(guard, int.MaxValue), budget);

    /// <summary>Sends and returns when the headers of the answer are there. Tries once more when no connection could be made, since then no byte was written.</summary>
    /// <exception cref="UpstreamException">No connection, or no HTTP answer.</exception>
    /// <exception cref="OperationCanceledException">The caller's token.</exception>
    public async Task<UpstreamResponse> SendAsync(UpstreamRequest request, CancellationToken cancellationToken)
    {
        var client = request.IsListening || request.Verb == HttpMethod.Get ? _streams : _calls;
        for (var isSecond = false; ; isSecond = true)
        {
            try
            {
                return new UpstreamResponse(await client.SendAsync(request.ToHttp(), cancellationToken), _budget, request.Operation);
            }
            catch (Exception e)
            {
                var failure = FailureOf(e, cancellationToken);
                if (!isSecond && (failure == UpstreamFailure.Unreachable || failure == UpstreamFailure.ConnectTimeout)) continue;
                var told = failure is null ? e : new UpstreamException(failure, inner: e);
                request.Operation?.Failed(told);
                if (failure is null) throw;
                throw told;
            }
        }
    }

    public void Dispose()
    {
        _calls.Dispose();
        _streams.Dispose();
    }

    private static HttpMessageInvoker NewClient(AddressGuard guard, int maxConnections) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        ActivityHeadersPropagator = null,
        AutomaticDecompression = DecompressionMethods.None,
        ConnectTimeout = ConnectTimeout,
        MaxConnectionsPerServer = maxConnections,
        MaxResponseHeadersLength = MaxResponseHeadersKilobytes,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5), // a changed DNS answer is noticed within this time
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
        ConnectCallback = (context, cancellationToken) => ConnectAsync(guard, context.DnsEndPoint, cancellationToken),
    });

    /// <summary>Null for what is no failure of the connection.</summary>
    private static UpstreamFailure? FailureOf(Exception e, CancellationToken cancellationToken) => e switch
    {
        HttpRequestException http => Classify(http),
        OperationCanceledException { InnerException: TimeoutException } when !cancellationToken.IsCancellationRequested => UpstreamFailure.ConnectTimeout, // the handler's own limit
        _ => null,
    };

    private static UpstreamFailure Classify(HttpRequestException e) => e.HttpRequestError switch
    {
        HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError
            => UpstreamFailure.Unreachable,
        HttpRequestError.ConfigurationLimitExceeded => UpstreamFailure.ResponseTooLarge,
        HttpRequestError.InvalidResponse => UpstreamFailure.InvalidResponse,
        _ => UpstreamFailure.Disconnected,
    };

    private static async ValueTask<Stream> ConnectAsync(AddressGuard guard, DnsEndPoint endPoint, CancellationToken cancellationToken)
    {
        var addresses = await guard.ResolveAsync(endPoint.Host, cancellationToken);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, endPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
