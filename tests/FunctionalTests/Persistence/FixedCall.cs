using McpService.Application.Callers;

namespace McpService.FunctionalTests.Persistence;

/// <summary>An administrator's request.</summary>
internal sealed class FixedCall : ICallContext
{
    public Caller Caller => Caller.Admin;

    public string RequestId => "request-1";

    public string? RemoteAddress => "192.0.2.7";

    public string? TraceParent => null;

    public string? TraceState => null;

    public void Identify(Caller caller) => throw new NotSupportedException();
}
