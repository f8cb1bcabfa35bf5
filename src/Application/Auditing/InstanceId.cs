namespace McpService.Application.Auditing;

/// <summary>Names this process among its replicas, and keeps its name over a restart where the platform does.</summary>
public sealed record InstanceId(string Value);
