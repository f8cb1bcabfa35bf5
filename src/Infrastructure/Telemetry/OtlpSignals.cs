using Microsoft.Extensions.Configuration;

namespace McpService.Infrastructure.Telemetry;

/// <summary>Which signals go out by OTLP, as OpenTelemetry's standard variables say. A signal that has no endpoint is not made.</summary>
/// <param name="Metrics">Metrics are sent.</param>
/// <param name="Traces">Spans are made and sent.</param>
/// <param name="Logs">The log is sent, too.</param>
public sealed record OtlpSignals(bool Metrics, bool Traces, bool Logs)
{
    /// <summary>Nothing at all is to be made, <c>GET /metrics</c> included.</summary>
    public bool IsDisabled { get; private init; }

    public bool Any => Metrics || Traces || Logs;

    public static OtlpSignals Of(IConfiguration configuration)
    {
        if (string.Equals(configuration["OTEL_SDK_DISABLED"], "true", StringComparison.OrdinalIgnoreCase)) return new OtlpSignals(false, false, false) { IsDisabled = true };
        return new OtlpSignals(IsOn("METRICS"), IsOn("TRACES"), IsOn("LOGS"));

        bool IsOn(string signal) =>
            !string.Equals(configuration[$"OTEL_{signal}_EXPORTER"], "none", StringComparison.OrdinalIgnoreCase)
            && (!string.IsNullOrWhiteSpace(configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]) || !string.IsNullOrWhiteSpace(configuration[$"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT"]));
    }
}
