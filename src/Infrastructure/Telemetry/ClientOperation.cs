using System.Diagnostics;
using McpService.Application.Errors;
using McpService.Domain.Auditing;

namespace McpService.Infrastructure.Telemetry;

/// <summary>A request to the upstream under way: one span below the client's call, and one count in every metric.</summary>
internal sealed class ClientOperation : IDisposable
{
    private readonly Operation _operation;
    private readonly string? _tool;
    private readonly GatewayTelemetry _telemetry;
    private readonly long _started;
    private int _ended;

    public ClientOperation(Operation operation, string? tool, GatewayTelemetry telemetry)
    {
        (_operation, _tool, _telemetry, _started) = (operation, tool, telemetry, telemetry.Now);
        if (GatewayTelemetry.IsTraced) Span = GatewayTelemetry.Start(SpanText.NameOf(operation.Method, tool), ActivityKind.Client, parent: default, links: null);
    }

    /// <summary>What the upstream's spans go below; null where there is none.</summary>
    public Activity? Span { get; }

    /// <summary>The answer has come to its end; only the first word counts.</summary>
    public void Ended(AuditOutcome outcome, string? code = null)
    {
        if (Interlocked.Exchange(ref _ended, 1) != 0) return;
        var ended = new EndedOperation(_operation, _tool, outcome, EndedOperation.ErrorTypeOf(outcome, code), _telemetry.Since(_started));
        _telemetry.Ended(ended);
        if (Span is not null) SpanText.Finish(Span, ended);
    }

    /// <summary>No answer came, or none that could be used.</summary>
    public void Failed(Exception failure)
    {
        if (failure is UpstreamException { Failure: var kind }) Ended(kind.Audit, kind.Code);
        else if (failure is OperationCanceledException) Ended(AuditOutcome.Cancelled);
        else Ended(AuditOutcome.Failed, failure.GetType().Name);
    }

    /// <summary>Ends what nobody ended.</summary>
    public void Dispose() => Ended(AuditOutcome.Unknown);
}
