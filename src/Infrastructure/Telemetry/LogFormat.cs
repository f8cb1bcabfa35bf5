namespace McpService.Infrastructure.Telemetry;

/// <summary>Form of the log on the console.</summary>
public enum LogFormat
{
    /// <summary>For people: one line each.</summary>
    Text,

    /// <summary>For machines: one JSON object a line.</summary>
    Json,
}
