using System.Diagnostics;
using McpService.Application.Callers;
using McpService.Application.Telemetry;

namespace McpService.Infrastructure.Telemetry;

/// <summary>
/// Measures every call, the client's and the upstream's, once for all metrics and traces. While nobody listens to either nothing is measured.
/// </summary>
internal sealed class GatewayTelemetry(IEnumerable<IOperationMetric> metrics, TimeProvider time) : ICallTelemetry
{
    /// <summary>Name of the source of spans.</summary>
    public const string SourceName = "McpService";

    private static readonly ActivitySource Source = new(SourceName);

    private readonly IOperationMetric[] _metrics = [.. metrics];

    public ICallMeasurement? Begin(IMeasuredCall measured, ICallContext context) =>
        IsWatched ? new ServerOperation(measured, context, this) : null;

    /// <summary>A request to the upstream begins.</summary>
    /// <param name="method">JSON-RPC method.</param>
    /// <param name="tool">Full name of the tool called; null for what is no call of a tool.</param>
    /// <param name="revision">MCP revision spoken with the upstream; null before that is known.</param>
    /// <param name="tenantId">Whose request.</param>
    /// <returns>Null where nobody looks.</returns>
    public ClientOperation? BeginUpstream(string method, string? tool, string? revision, string tenantId) =>
        IsWatched ? new ClientOperation(new Operation(OperationSide.Client, method, revision, tenantId), tool, this) : null;

    public static bool IsTraced => Source.HasListeners();

    public long Now => time.GetTimestamp();

    public TimeSpan Since(long started) => time.GetElapsedTime(started);

    public static Activity? Start(string name, ActivityKind kind, ActivityContext parent, IEnumerable<ActivityLink>? links) => Source.StartActivity(name, kind, parent, tags: null, links);

    public void Ended(in EndedOperation operation)
    {
        foreach (var metric in _metrics) metric.Ended(operation);
    }

    private bool IsWatched => Source.HasListeners() || Array.Exists(_metrics, static m => m.IsWatched);
}
