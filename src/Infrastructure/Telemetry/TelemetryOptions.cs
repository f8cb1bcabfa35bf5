using McpService.Domain.Secrets;
using McpService.Infrastructure.Settings;

namespace McpService.Infrastructure.Telemetry;

/// <summary>What the gateway tells of itself, and to whom. Where it is sent to is said by OpenTelemetry's own variables, <c>OTEL_*</c>.</summary>
public sealed class TelemetryOptions : ICheckedSettings
{
    private const int MinTokenLength = 16;

    /// <summary>Bearer token that opens <c>GET /metrics</c> and nothing else, at least 16 characters. Default none: the admin key or an admin token is needed.</summary>
    [Setting("METRICS_TOKEN")]
    public Secret? MetricsToken { get; set; }

    /// <summary>Whether anybody who reaches the gateway may read <c>GET /metrics</c>. Default false.</summary>
    [Setting("METRICS_ANONYMOUS")]
    public bool MetricsAnonymous { get; set; }

    /// <summary>Whether metrics tell tenants apart, the first 1,000 of them. Default false.</summary>
    [Setting("METRICS_TENANTS")]
    public bool MetricsTenants { get; set; }

    /// <summary>Form of the log on the console: <c>text</c>, or <c>json</c>, one object a line. Default text.</summary>
    [Setting("LOG_FORMAT")]
    public LogFormat LogFormat { get; set; }

    public IEnumerable<string> Faults(bool isDevelopment)
    {
        if (MetricsToken is { Length: < MinTokenLength }) yield return $"METRICS_TOKEN must have at least {MinTokenLength} characters. Make one: openssl rand -hex 32.";
    }
}
