using McpService.Console.Sessions;

namespace McpService.Console.Api;

/// <summary>The trail and what is counted of it: all of it for the operator, its own for a tenant.</summary>
public sealed class TrailClient(GatewayClient gateway, Session session)
{
    private string Own => $"api/tenant/{Uri.EscapeDataString(session.TenantId ?? "")}";

    private bool IsTenant => session.Role == Role.Tenant;

    public Task<AuditPage> ListAsync(IEnumerable<(string Name, string? Value)> filters, string? cursor) =>
        gateway.GetAsync<AuditPage>($"{AuditPath}?{QueryOf([.. filters, ("limit", "50"), ("cursor", cursor)])}");

    public Task<byte[]> ExportAsync(IEnumerable<(string Name, string? Value)> filters, string mediaType) => gateway.GetBytesAsync($"{AuditPath}?{QueryOf(filters)}", mediaType);

    public Task<AuditSummary> SummaryAsync(Period period) => gateway.GetAsync<AuditSummary>($"{AuditPath}/summary?{QueryOf(period.Filters)}");

    /// <summary>For the operator alone.</summary>
    public async Task<Verification?> VerificationAsync() => (await gateway.GetAsync<LastVerification>("api/audit/verification")).Last;

    public async Task<UsageList> UsageAsync(Period period, string? tenantId, string? tool) =>
        await gateway.GetAsync<UsageList>($"{UsagePath}?{QueryOf(UsageFilters(period, tenantId, tool))}");

    public Task<byte[]> ExportUsageAsync(Period period, string? tenantId, string? tool) => gateway.GetBytesAsync($"{UsagePath}?{QueryOf(UsageFilters(period, tenantId, tool))}", "text/csv");

    private string AuditPath => IsTenant ? $"{Own}/audit" : "api/audit";

    private string UsagePath => IsTenant ? $"{Own}/usage" : "api/usage";

    private IEnumerable<(string, string?)> UsageFilters(Period period, string? tenantId, string? tool) =>
        [.. period.Filters, ("interval", period.Interval), ("tenantId", IsTenant ? null : tenantId), ("tool", tool)];

    private static string QueryOf(IEnumerable<(string Name, string? Value)> filters) =>
        string.Join('&', filters.Where(f => !string.IsNullOrWhiteSpace(f.Value)).Select(f => $"{f.Name}={Uri.EscapeDataString(f.Value!.Trim())}"));
}

/// <summary>A page of the trail.</summary>
public sealed record AuditPage(IReadOnlyList<AuditEntry> Entries, string? NextCursor);

/// <summary>An entry of the trail.</summary>
public sealed record AuditEntry(
    string Id, DateTimeOffset At, string? TenantId, string Actor, string? KeyId, string? Address, string Action, string? Tool, string? ToolAsked, string? ArgumentsDigest,
    string Outcome, string? Code, double? DurationMs, long? BytesIn, long? BytesOut, long? Times, string RequestId, string? Batch, bool Chained);

/// <summary>The last look through the whole trail, or null.</summary>
public sealed record LastVerification(Verification? Last);

/// <summary>A look through the whole trail.</summary>
public sealed record Verification(
    DateTimeOffset At, double DurationMs, string Instance, bool IsWhole, long Entries, long Batches, int Writers, long OldRows, IReadOnlyList<TrailBreak> Breaks, IReadOnlyList<string> Lost);

/// <summary>Where a chain does not hold.</summary>
public sealed record TrailBreak(long Writer, long Sequence, string What, string Detail);

/// <summary>Counts and latencies of a range.</summary>
public sealed record AuditSummary(AuditTotal Total, IReadOnlyList<AuditSummaryRow> Rows);

/// <summary>Of everything in the range.</summary>
public sealed record AuditTotal(long Calls, long Refusals, double? P50Ms, double? P95Ms);

/// <summary>Of one tenant, tool and outcome.</summary>
public sealed record AuditSummaryRow(string? TenantId, string Tool, string Outcome, long Calls, long Refusals, double? MeanMs, double? P50Ms, double? P95Ms);

/// <summary>Usage.</summary>
public sealed record UsageList(IReadOnlyList<UsageRow> Usage, bool IsCut);

/// <summary>Usage of one interval, tenant, tool and outcome.</summary>
public sealed record UsageRow(DateTimeOffset At, string? TenantId, string Tool, string Outcome, long Calls, long Refusals, long BytesIn, long BytesOut, double DurationMs);
