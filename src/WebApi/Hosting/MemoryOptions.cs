using System.ComponentModel.DataAnnotations;
using McpService.Infrastructure.Settings;

namespace McpService.WebApi.Hosting;

/// <summary>How much memory requests and answers may take.</summary>
public sealed class MemoryOptions
{
    private const int Share = 4;
    private const long Mebibyte = 1024 * 1024;

    /// <summary>Bytes held for requests and answers at once, in MiB, 16 to 1,048,576. Default a quarter of the memory the process may use.</summary>
    [Setting("MEMORY_BUDGET_MB"), Range(16, 1_048_576)]
    public int? BudgetMebibytes { get; set; }

    /// <summary>The budget in bytes; at least one message and one answer go through whatever the machine.</summary>
    public long Budget => BudgetMebibytes is { } set ? set * Mebibyte : Math.Max(16 * Mebibyte, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / Share);
}
