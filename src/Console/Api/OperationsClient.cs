namespace McpService.Console.Api;

/// <summary>The operator's questions about the service itself.</summary>
public sealed class OperationsClient(GatewayClient gateway)
{
    public Task<OperatorHealth> HealthAsync() => gateway.GetAsync<OperatorHealth>("api/health");

    public async Task<IReadOnlyList<Replica>> ReplicasAsync() => (await gateway.GetAsync<ReplicaList>("api/replicas")).Replicas;

    public async Task<IReadOnlyList<Setting>> SettingsAsync() => (await gateway.GetAsync<SettingList>("api/settings")).Settings;
}

/// <summary>How the replica is that answered.</summary>
public sealed record OperatorHealth(string Version, long UptimeSeconds, MemoryUse Memory, HealthDetails Details)
{
    public double Gauge(string name) => Details.Gauges.Where(g => g.Name == name).Sum(g => g.Value);
}

/// <summary>What it stands on, and what is under way.</summary>
public sealed record HealthDetails(
    string Instance, bool IsDraining, DatabaseState Database, string Upstream, bool IsSandbox, IReadOnlyList<Gauge> Gauges, IReadOnlyList<ExpiringCredential> Expiring);

/// <summary>Its database.</summary>
public sealed record DatabaseState(bool Healthy, string Provider, double LatencyMs, int ActiveTenants, string? Why);

/// <summary>A number of its own metrics.</summary>
public sealed record Gauge(string Name, string? Kind, double Value, string? Description);

/// <summary>A credential that expires soon, or has.</summary>
public sealed record ExpiringCredential(string TenantId, string Name, DateTimeOffset ExpiresAt);

/// <summary>Replicas.</summary>
public sealed record ReplicaList(IReadOnlyList<Replica> Replicas);

/// <summary>A process that serves.</summary>
public sealed record Replica(string Instance, string Status, DateTimeOffset? StartedAt, DateTimeOffset LastSeenAt, bool IsThis);

/// <summary>Settings.</summary>
public sealed record SettingList(IReadOnlyList<Setting> Settings);

/// <summary>A setting in force.</summary>
public sealed record Setting(string Name, string? Value, bool IsSet, bool IsConfidential, bool IsSample);
