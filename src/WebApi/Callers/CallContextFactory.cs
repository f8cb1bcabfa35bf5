using McpService.Application.Callers;
using McpService.WebApi.Bodies;
using McpService.WebApi.Streams;

namespace McpService.WebApi.Callers;

/// <summary>Makes contexts of calls.</summary>
internal sealed class CallContextFactory(IApiKeyUse keyUse, BodyReader bodies, StreamArrivals arrivals, TimeProvider time)
{
    public CallContext Create() => new(keyUse, bodies, arrivals, time);
}
