using System.Diagnostics;
using System.Net.Http.Headers;
using McpService.Application.Mcp;
using McpService.Infrastructure.Security.Credentials;
using McpService.Infrastructure.Telemetry;

namespace McpService.Infrastructure.Mcp.Http;

/// <summary>A request to the upstream. Nothing but what is listed here goes there: a client's credentials, cookies and other headers are never in it.</summary>
/// <param name="Verb">HTTP method.</param>
/// <param name="Address">The upstream, with the query of the session.</param>
/// <param name="Token">As whom.</param>
internal sealed record UpstreamRequest(HttpMethod Verb, Uri Address, UpstreamToken Token)
{
    private const string Unencoded = "identity"; // what passes through is looked at, and events must not wait for a coder
    private const string JsonOrEventStream = $"{McpMediaTypes.Json}, {McpMediaTypes.EventStream}";

    private static readonly MediaTypeHeaderValue JsonContent = new(McpMediaTypes.Json);

    /// <summary>The upstream's session id, a secret; null outside of a session.</summary>
    public string? SessionId { get; init; }

    /// <summary>Protocol revision; null where it is not negotiated yet.</summary>
    public string? Revision { get; init; }

    /// <summary>Event after which a stream is resumed, or null.</summary>
    public string? LastEventId { get; init; }

    /// <summary><c>Mcp-Method</c>, <c>Mcp-Name</c> and <c>Mcp-Param-*</c> (revision 2026-07-28).</summary>
    public IReadOnlyList<KeyValuePair<string, string>> ParameterHeaders { get; init; } = [];

    /// <summary>A POST whose answer stays open as that of a GET does.</summary>
    public bool IsListening { get; init; }

    /// <summary>A JSON-RPC message; empty for none.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>What the request is measured as, and whose span the upstream's go below; null for what is not measured.</summary>
    public ClientOperation? Operation { get; init; }

    /// <summary>The HTTP request, which can be sent once.</summary>
    /// <exception cref="FormatException">A value that no header can carry.</exception>
    public HttpRequestMessage ToHttp()
    {
        var request = new HttpRequestMessage(Verb, Address);

        // What is known to be right is not taken apart and put together again for each call (2 µs): a session's id came in a header, a revision in one or from a closed list. Strangers' other values are checked.
#pragma warning disable RS0030
        request.Headers.TryAddWithoutValidation("Authorization", Token.Authorization);
        request.Headers.TryAddWithoutValidation("Accept-Encoding", Unencoded);
        if (Verb == HttpMethod.Post) request.Headers.TryAddWithoutValidation("Accept", JsonOrEventStream); // a POST must allow both, a GET the stream (Streamable HTTP, "Sending Messages to the Server")
        else if (Verb == HttpMethod.Get) request.Headers.TryAddWithoutValidation("Accept", McpMediaTypes.EventStream);
        if (SessionId is not null) request.Headers.TryAddWithoutValidation(McpHeaders.SessionId, SessionId);
        if (Revision is not null) request.Headers.TryAddWithoutValidation(McpHeaders.ProtocolVersion, Revision);
#pragma warning restore RS0030
        if (LastEventId is not null) request.Headers.Add(McpHeaders.LastEventId, LastEventId);
        foreach (var (name, value) in ParameterHeaders) request.Headers.Add(name, value);
        if (Operation?.Span is { } span) AddTrace(request, span);
        if (Body.IsEmpty) return request;

        request.Content = new ReadOnlyMemoryContent(Body);
        request.Content.Headers.ContentType = JsonContent;
        return request;
    }

    private static void AddTrace(HttpRequestMessage request, Activity span)
    {
        request.Headers.Add("traceparent", span.Id);
        if (!string.IsNullOrEmpty(span.TraceStateString)) request.Headers.Add("tracestate", span.TraceStateString);
    }

    // The generated one would print the session id.
    public override string ToString() => nameof(UpstreamRequest);
}
