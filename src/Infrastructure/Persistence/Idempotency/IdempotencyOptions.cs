using System.ComponentModel.DataAnnotations;
using McpService.Infrastructure.Settings;

namespace McpService.Infrastructure.Persistence.Idempotency;

/// <summary>How much is kept for repetitions.</summary>
public sealed class IdempotencyOptions
{
    public const int LeastRecords = 1;

    public const int MostRecords = 1_000_000;

    /// <summary>Answers kept for a day of each tenant, and of the operators together, 1 to 1,000,000. Default 10,000.</summary>
    [Setting("IDEMPOTENCY_MAX_RECORDS"), Range(LeastRecords, MostRecords)]
    public int MaxRecords { get; set; } = 10_000;
}
