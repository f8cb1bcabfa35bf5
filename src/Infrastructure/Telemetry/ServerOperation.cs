using System.Diagnostics;
using McpService.Application.Callers;
using McpService.Application.Telemetry;
using McpService.Domain.Auditing;

namespace McpService.Infrastructure.Telemetry;

/// <summary>A client's call under way: one span, and one count in every metric.</summary>
internal sealed class ServerOperation : ICallMeasurement
{
    private readonly IMeasuredCall _call;
    private readonly Operation _operation;
    private readonly GatewayTelemetry _telemetry;
    private readonly long _started;
    private readonly Activity? _span;
    private int _ended;

    public ServerOperation(IMeasuredCall call, ICallContext context, GatewayTelemetry telemetry)
    {
        (_call, _telemetry, _started) = (call, telemetry, telemetry.Now);
        _operation = new Operation(OperationSide.Server, call.Method, call.Revision, context.Caller.Tenant?.TenantId);
        if (GatewayTelemetry.IsTraced) _span = Start(call, context);
    }

    public void Ended(AuditOutcome outcome, string? code)
    {
        if (Interlocked.Exchange(ref _ended, 1) != 0) return;
        var ended = new EndedOperation(_operation, _call.ToolName, outcome, EndedOperation.ErrorTypeOf(outcome, code), _telemetry.Since(_started));
        _telemetry.Ended(ended);
        if (_span is not null) SpanText.Finish(_span, ended);
    }

    /// <summary>The caller's own trace in <c>_meta</c> comes first (SEP-414); that of the HTTP request, where it is another, is linked to.</summary>
    private static Activity? Start(IMeasuredCall call, ICallContext context)
    {
        var ofRequest = TraceMeta.Parent(context.TraceParent, context.TraceState);
        var ofCall = TraceMeta.Read(call.Parameters);
        var parent = ofCall ?? ofRequest ?? default;
        ActivityLink[]? links = ofRequest is { } other && other.SpanId != parent.SpanId ? [new ActivityLink(other)] : null;

        // Without a remote parent the source would take the current span, which is the framework's for the HTTP request, and is not exported for calls.
        Activity.Current = null;
        var span = GatewayTelemetry.Start(SpanText.NameOf(call.Method, call.ToolName), ActivityKind.Server, parent, links);
        span?.SetTag("mcpservice.request.id", context.RequestId);
        return span;
    }
}
