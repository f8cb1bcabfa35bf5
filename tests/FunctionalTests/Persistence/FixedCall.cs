using McpService.Application.Auditing;
using McpService.Application.Callers;
using McpService.Application.Validation;
using McpService.WebApi.Bodies;

namespace McpService.FunctionalTests.Persistence;

/// <summary>An administrator's request.</summary>
internal sealed class FixedCall(TimeProvider time) : ICallContext
{
    private AuditEntries? _acts;

    public Caller Caller => Caller.Admin;

    public string RequestId => "request-1";

    public string? RemoteAddress => "192.0.2.7";

    public string? TraceParent => null;

    public string? TraceState => null;

    public IRequestFaults Faults { get; } = new RequestFaults();

    public void Identify(Caller caller) => throw new NotSupportedException();

    public string? IdempotencyKey => null;

    public AuditEntries Acts => _acts ??= new AuditEntries(this, time);
}
