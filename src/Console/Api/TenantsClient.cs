namespace McpService.Console.Api;

/// <summary>The operator's routes for tenants.</summary>
public sealed class TenantsClient(GatewayClient gateway)
{
    public Task<TenantPage> ListAsync(string? search, string? status, string? cursor)
    {
        var query = new List<string> { "limit=25" };
        if (!string.IsNullOrWhiteSpace(search)) query.Add($"search={Uri.EscapeDataString(search.Trim())}");
        if (!string.IsNullOrEmpty(status)) query.Add($"status={status}");
        if (cursor is not null) query.Add($"cursor={Uri.EscapeDataString(cursor)}");
        return gateway.GetAsync<TenantPage>($"api/tenants?{string.Join('&', query)}");
    }

    public Task<Tenant> GetAsync(string tenantId) => gateway.GetAsync<Tenant>(Path(tenantId));

    public Task<CreatedTenant> CreateAsync(string name, string integrationKey, object credential) => gateway.SendAsync<CreatedTenant>(
        HttpMethod.Post,
        "api/tenants",
        credential is string token
            ? new { name, integrationKey, integrationAppToken = token }
            : new { name, integrationKey, workspace = credential });

    public Task<Tenant> UpdateAsync(string tenantId, object change) => gateway.SendAsync<Tenant>(HttpMethod.Patch, Path(tenantId), change);

    public Task<Tenant> SuspendAsync(string tenantId) => gateway.SendAsync<Tenant>(HttpMethod.Post, $"{Path(tenantId)}/suspend", null);

    public Task<Tenant> ResumeAsync(string tenantId) => gateway.SendAsync<Tenant>(HttpMethod.Post, $"{Path(tenantId)}/resume", null);

    public Task DeleteAsync(string tenantId) => gateway.SendAsync(HttpMethod.Delete, Path(tenantId), null);

    public Task<Tenant> ReplaceCredentialAsync(string tenantId, object credential) => gateway.SendAsync<Tenant>(
        HttpMethod.Put, $"{Path(tenantId)}/credential", credential is string token ? new { integrationAppToken = token } : new { workspace = credential });

    public Task<ToolPreview> PreviewAsync(string tenantId, object tools) => gateway.SendAsync<ToolPreview>(HttpMethod.Post, $"{Path(tenantId)}/tools/preview", new { tools });

    public Task<ApiKeyPage> KeysAsync(string tenantId) => gateway.GetAsync<ApiKeyPage>($"{Path(tenantId)}/api-keys");

    public Task<NewKey> RotateAsync(string tenantId, int? overlapSeconds) =>
        gateway.SendAsync<NewKey>(HttpMethod.Post, $"{Path(tenantId)}/api-keys/rotate", overlapSeconds is null ? null : new { overlapSeconds });

    public Task RevokeAsync(string tenantId, string keyId) => gateway.SendAsync(HttpMethod.Delete, $"{Path(tenantId)}/api-keys/{Uri.EscapeDataString(keyId)}", null);

    private static string Path(string tenantId) => $"api/tenants/{Uri.EscapeDataString(tenantId)}";
}
