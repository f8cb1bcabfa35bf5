using System.Net;
using McpService.Application.Auditing;
using McpService.Application.Callers;
using McpService.Application.Idempotency;
using McpService.Application.Mcp;
using McpService.Application.Tenants;
using McpService.Application.Validation;
using McpService.WebApi.Bodies;
using McpService.WebApi.RateLimiting;
using McpService.WebApi.Streams;

namespace McpService.WebApi.Callers;

/// <summary>The request under way; the first thing in the pipeline fills it. It travels on the request, where it is found without a look-up among services.</summary>
internal sealed class CallContext(IApiKeyUse keyUse, BodyReader bodies, StreamArrivals arrivals, TimeProvider time) : ICallContext
{
    private AuditEntries? _acts;
    private string? _remoteAddress;
    private IHeaderDictionary? _headers;

    public Caller Caller { get; private set; } = Caller.Anonymous;

    public string RequestId { get; private set; } = "";

    /// <summary>Address of the caller, an IPv4 address always as such; null where the connection has none.</summary>
    public IPAddress? Address { get; private set; }

    public string? RemoteAddress => _remoteAddress ??= Address?.ToString();

    public RequestFaults Faults { get; } = new();

    public BodyReader Bodies { get; } = bodies;

    public StreamArrivals Arrivals { get; } = arrivals;

    /// <summary>The stream of an MCP client's session that the request asks for; null where it asks for none.</summary>
    public StreamArrival? Arrival { get; set; }

    IRequestFaults ICallContext.Faults => Faults;

    public AuditEntries Acts => _acts ??= new AuditEntries(this, time);

    public string? TraceParent { get; private set; }

    public string? TraceState { get; private set; }

    public string? IdempotencyKey =>
        _headers is not null && _headers.TryGetValue(IdempotencyHeaders.Key, out var values) ? string.Join(", ", values.AsEnumerable()) : null;

    /// <summary>Id of the JSON-RPC message that came, so that an error can name it: JSON; empty where there is none.</summary>
    public byte[] MessageId { get; set; } = [];

    /// <summary>What goes wrong from here on is answered as a JSON-RPC error.</summary>
    public bool IsJsonRpc { get; set; }

    /// <summary>What a limit on the rate said of the request; null where none applies.</summary>
    public RateDecision? Rate { get; set; }

    /// <summary>
    /// The stream that the request is answered with, which may last for hours: the first thing that waits for MVC sends it, so that what MVC holds of a request goes (1.6 KiB). Null where
    /// the action has answered.
    /// </summary>
    public McpReply? Waiting { get; set; }

    public static CallContext Of(HttpContext http) =>
        http.Features.Get<CallContext>() ?? throw new InvalidOperationException("The first thing in the pipeline puts it there.");

    /// <summary>The request begins.</summary>
    public void Begin(HttpContext http)
    {
        http.Features.Set(this);
        _headers = http.Request.Headers;
        RequestId = http.TraceIdentifier;
        (TraceParent, TraceState) = (http.Request.Headers.TraceParent, http.Request.Headers.TraceState);
        var address = http.Connection.RemoteIpAddress;
        Address = address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;
    }

    /// <summary>Goes on with what another request began, when that one is answered.</summary>
    public void Continue(ICallContext other)
    {
        var begun = (CallContext)other;
        (RequestId, Address, Caller) = (begun.RequestId, begun.Address, begun.Caller);
        (TraceParent, TraceState) = (begun.TraceParent, begun.TraceState);
    }

    public void Identify(Caller caller)
    {
        Caller = caller;
        if (caller.KeyId is { } keyId) keyUse.Note(keyId);
    }
}
