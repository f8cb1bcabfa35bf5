namespace McpService.Infrastructure.Telemetry;

/// <summary>A metric fed with every operation that ends. Registered by <see cref="GatewayMetricAttribute"/>.</summary>
internal interface IOperationMetric : IGatewayMetric
{
    /// <summary>Somebody reads it.</summary>
    bool IsWatched { get; }

    void Ended(in EndedOperation operation);
}
