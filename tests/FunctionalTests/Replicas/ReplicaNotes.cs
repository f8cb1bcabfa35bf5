using System.Collections.Concurrent;
using McpService.Common.Proxies;

namespace McpService.FunctionalTests.Replicas;

/// <summary>Notes which replica answered each request, in the order of the answers.</summary>
internal sealed class ReplicaNotes() : DelegatingHandler(new SocketsHttpHandler())
{
    private readonly ConcurrentQueue<string> _answered = new();

    /// <summary>The one that answered last.</summary>
    public string Last => _answered.Last();

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        _answered.Enqueue(response.Headers.GetValues(ProductNginx.Replica).Single());
        return response;
    }
}
