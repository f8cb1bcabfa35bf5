using System.Net;
using McpService.Application.Abstractions;

namespace McpService.WebApi.Authentication;

/// <summary>The request under way; the first thing in the pipeline fills it.</summary>
internal sealed class CallContext : ICallContext
{
    public Caller Caller { get; private set; } = Caller.Anonymous;

    public string RequestId { get; private set; } = "";

    /// <summary>Address of the caller, an IPv4 address always as such; null where the connection has none.</summary>
    public IPAddress? Address { get; private set; }

    public string? RemoteAddress => Address?.ToString();

    public void Begin(string requestId, IPAddress? address)
    {
        RequestId = requestId;
        Address = address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;
    }

    public void Identify(Caller caller) => Caller = caller;
}
