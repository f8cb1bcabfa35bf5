using System.Net;
using McpService.Application.Callers;
using McpService.Application.Tenants;
using McpService.WebApi.RateLimiting;

namespace McpService.WebApi.Callers;

/// <summary>The request under way; the first thing in the pipeline fills it.</summary>
internal sealed class CallContext(IApiKeyUse keyUse) : ICallContext
{
    public Caller Caller { get; private set; } = Caller.Anonymous;

    public string RequestId { get; private set; } = "";

    /// <summary>Address of the caller, an IPv4 address always as such; null where the connection has none.</summary>
    public IPAddress? Address { get; private set; }

    public string? RemoteAddress => Address?.ToString();

    public string? TraceParent { get; private set; }

    public string? TraceState { get; private set; }

    /// <summary>What a limit on the rate said of the request; null where none applies.</summary>
    public RateDecision? Rate { get; set; }

    public void Begin(string requestId, IPAddress? address, IHeaderDictionary headers)
    {
        RequestId = requestId;
        (TraceParent, TraceState) = (headers.TraceParent, headers.TraceState);
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
