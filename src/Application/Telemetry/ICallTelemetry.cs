using McpService.Application.Callers;
using McpService.Domain.Auditing;

namespace McpService.Application.Telemetry;

/// <summary>Measures the calls of clients.</summary>
public interface ICallTelemetry
{
    /// <summary>A call begins.</summary>
    /// <param name="measured">The call.</param>
    /// <param name="context">Who makes it.</param>
    /// <returns>Null where nobody looks at what is measured: then nothing is paid.</returns>
    ICallMeasurement? Begin(IMeasuredCall measured, ICallContext context);
}

/// <summary>One call under way.</summary>
public interface ICallMeasurement
{
    /// <summary>The call has ended; only the first word counts.</summary>
    /// <param name="outcome">How.</param>
    /// <param name="code">The error's code, or null.</param>
    void Ended(AuditOutcome outcome, string? code);
}
