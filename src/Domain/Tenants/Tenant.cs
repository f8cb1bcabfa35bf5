namespace McpService.Domain.Tenants;

/// <summary>A customer of the operator: the unit of isolation. Owns its API keys, its upstream credential and its policy.</summary>
public sealed class Tenant
{
    public const string IdPrefix = "tenant-";
    public const int MaxNameLength = 200;
    public const int MaxIntegrationKeyLength = 64;

    private readonly List<ApiKey> _apiKeys = [];

    private Tenant()
    {
    }

    public Tenant(Guid id, string name, string integrationKey, DateTimeOffset now)
    {
        Id = id;
        TenantId = IdPrefix + RandomText.Base32(26);
        Name = name;
        IntegrationKey = integrationKey;
        CreatedAt = UpdatedAt = now;
        Revision = 1;
    }

    /// <summary>UUIDv7; what other tables refer to. Never shown.</summary>
    public Guid Id { get; private set; }

    /// <summary>Public, unguessable id: <c>tenant-</c> and 130 random bits.</summary>
    public string TenantId { get; private set; } = "";

    public string Name { get; private set; } = "";

    /// <summary>The integration whose tools the tenant gets (the upstream's <c>apps</c>), and the prefix that short tool names go without.</summary>
    public string IntegrationKey { get; private set; } = "";

    public TenantStatus Status { get; private set; }

    public ToolPolicy Tools { get; private set; } = ToolPolicy.Everything;

    public TenantLimits Limits { get; private set; } = TenantLimits.Default;

    /// <summary>How long one upstream call may take; null means the default of the service.</summary>
    public int? TimeoutSeconds { get; private set; }

    /// <summary>Null only for a deleted tenant.</summary>
    public UpstreamCredential? Credential { get; private set; }

    public IReadOnlyList<ApiKey> ApiKeys => _apiKeys;

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset UpdatedAt { get; private set; }

    /// <summary>Null while the tenant lives.</summary>
    public DateTimeOffset? DeletedAt { get; private set; }

    /// <summary>Counts changes; two writers that read the same revision cannot both win.</summary>
    public long Revision { get; private set; }

    public ApiKey AddApiKey(Guid id, NewApiKey key, DateTimeOffset now)
    {
        var added = new ApiKey(id, Id, key, now);
        _apiKeys.Add(added);
        Touch(now);
        return added;
    }

    public void ReplaceCredential(UpstreamCredential credential, DateTimeOffset now)
    {
        Credential = credential;
        Touch(now);
    }

    private void Touch(DateTimeOffset now)
    {
        UpdatedAt = now;
        Revision++;
    }
}
