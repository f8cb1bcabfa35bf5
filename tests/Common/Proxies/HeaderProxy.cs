using McpService.Common.Upstreams;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace McpService.Common.Proxies;

/// <summary>
/// Adds headers to each request and changes nothing else: for programs that cannot send a credential. Events pass as they come. A request
/// that names the proxy (<c>Host</c>, <c>Origin</c>) names the server behind it; one that names somebody else keeps doing so.
/// </summary>
public sealed class HeaderProxy : IAsyncDisposable
{
    private static readonly HashSet<string> OfTheConnection = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Keep-Alive", "Proxy-Connection", "Transfer-Encoding", "Upgrade", "TE", "Trailer",
    };

    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        ActivityHeadersPropagator = null,
    });

    private readonly Uri _target;
    private readonly IReadOnlyDictionary<string, string> _headers;
    private UpstreamHost _host = null!;

    private HeaderProxy(Uri target, IReadOnlyDictionary<string, string> headers) => (_target, _headers) = (target, headers);

    /// <summary>As the target's, but for the port.</summary>
    public Uri Address => new(_host.Address, _target.PathAndQuery);

    /// <param name="headers">Added to each request; one of the same name is replaced.</param>
    public static async Task<HeaderProxy> StartAsync(
        Uri target, IReadOnlyDictionary<string, string> headers, CancellationToken cancellationToken = default)
    {
        var proxy = new HeaderProxy(target, headers);
        proxy._host = await UpstreamHost.StartAsync(0, null, proxy.ForwardAsync, cancellationToken);
        return proxy;
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _http.Dispose();
    }

    private async Task ForwardAsync(HttpContext context)
    {
        try
        {
            using var request = Request(context.Request);
            using var response = await _http.SendAsync(request, context.RequestAborted);
            await AnswerAsync(context, response);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client left; the request behind is aborted with it.
        }
        catch (Exception e) when (e is HttpRequestException or IOException && context.Response.HasStarted)
        {
            context.Abort();
        }
    }

    private HttpRequestMessage Request(HttpRequest incoming)
    {
        var request = new HttpRequestMessage(new HttpMethod(incoming.Method), new Uri(_target, incoming.Path + incoming.QueryString));
        if (incoming.ContentLength > 0 || incoming.Headers.TransferEncoding.Count > 0) request.Content = new StreamContent(incoming.Body);
        foreach (var (name, values) in incoming.Headers)
        {
            if (OfTheConnection.Contains(name) || _headers.ContainsKey(name)) continue;
            var own = Renamed(values);
            if (name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase)) request.Content?.Headers.Add(name, own);
            else request.Headers.Add(name, own);
        }

        foreach (var (name, value) in _headers) request.Headers.Add(name, value);
        return request;
    }

    private string?[] Renamed(StringValues values) =>
        [.. values.Select(value => value?.Replace(_host.Address.Authority, _target.Authority, StringComparison.Ordinal))];

    private static async Task AnswerAsync(HttpContext context, HttpResponseMessage response)
    {
        context.Response.StatusCode = (int)response.StatusCode;
        foreach (var (name, values) in response.Headers.Concat(response.Content.Headers))
        {
            if (!OfTheConnection.Contains(name)) context.Response.Headers[name] = values.ToArray();
        }

        context.Features.GetRequiredFeature<IHttpResponseBodyFeature>().DisableBuffering();
        // A stream may stay silent for long: that it is open must be known now.
        await context.Response.Body.FlushAsync(context.RequestAborted);
        var body = await response.Content.ReadAsStreamAsync(context.RequestAborted);
        var buffer = new byte[16 * 1024];
        while (await body.ReadAsync(buffer, context.RequestAborted) is > 0 and var read)
        {
            await context.Response.Body.WriteAsync(buffer.AsMemory(0, read), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
    }
}
