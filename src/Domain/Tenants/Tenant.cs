namespace McpService.Domain.Tenants;

/// <summary>A customer of the operator: the unit of isolation. Owns its API keys, its upstream credential and its policy.</summary>
public sealed class Tenant
{
    public const string IdPrefix = "tenant-";
    public const int MaxNameLength = 200;

    /// <summary>Longest time limit of one upstream call.</summary>
    public const int MaxTimeoutSeconds = 600;

    /// <summary>Keys that may be usable at once, those in an overlap included.</summary>
    public const int MaxApiKeys = 20;

    public static readonly TimeSpan DefaultOverlap = TimeSpan.FromDays(1);
    public static readonly TimeSpan MaxOverlap = TimeSpan.FromDays(7);

    private readonly List<ApiKey> _apiKeys = [];

    private Tenant()
    {
    }

    public Tenant(Guid id, string name, Integrations integrations, DateTimeOffset now)
    {
        Id = id;
        TenantId = IdPrefix + RandomText.Base32(26);
        Name = name;
        IntegrationKey = integrations.ToString();
        CreatedAt = UpdatedAt = now;
        Revision = 1;
    }

    /// <summary>UUIDv7; what other tables refer to. Never shown.</summary>
    public Guid Id { get; private set; }

    /// <summary>Public, unguessable id: <c>tenant-</c> and 130 random bits.</summary>
    public string TenantId { get; private set; } = "";

    public string Name { get; private set; } = "";

    /// <summary>The <see cref="Integrations"/> whose tools the tenant gets, as text: the upstream's <c>apps</c>, and the prefixes that short tool names go without.</summary>
    public string IntegrationKey { get; private set; } = "";

    public TenantStatus Status { get; private set; }

    public ToolPolicy Tools { get; private set; } = ToolPolicy.Everything;

    public TenantLimits Limits { get; private set; } = TenantLimits.Default;

    /// <summary>How long one upstream call may take; null means the default of the service.</summary>
    public int? TimeoutSeconds { get; private set; }

    /// <summary>Null only for a deleted tenant.</summary>
    public UpstreamCredential? Credential { get; private set; }

    public IReadOnlyList<ApiKey> ApiKeys => _apiKeys;

    /// <summary>How often it was suspended. What an operator borrowed of it before the last time is not good again after it.</summary>
    public int Suspensions { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset UpdatedAt { get; private set; }

    /// <summary>Null while the tenant lives.</summary>
    public DateTimeOffset? DeletedAt { get; private set; }

    /// <summary>Counts changes; two writers that read the same revision cannot both win.</summary>
    public long Revision { get; private set; }

    public void Rename(string name, DateTimeOffset now)
    {
        Name = name;
        Touch(now);
    }

    /// <summary>Gives the tenant other integrations' tools: the next call opens a session for them.</summary>
    public void ChangeIntegrations(Integrations integrations, DateTimeOffset now)
    {
        IntegrationKey = integrations.ToString();
        Touch(now);
    }

    public void SetTools(ToolPolicy tools, DateTimeOffset now)
    {
        Tools = tools;
        Touch(now);
    }

    public void SetLimits(TenantLimits limits, DateTimeOffset now)
    {
        Limits = limits;
        Touch(now);
    }

    /// <param name="seconds">How long one upstream call may take; null means the default of the service.</param>
    /// <param name="now">When.</param>
    public void SetTimeout(int? seconds, DateTimeOffset now)
    {
        TimeoutSeconds = seconds;
        Touch(now);
    }

    /// <summary>Refuses the tenant's calls until <see cref="Resume"/>. Keys, credential and the tenant's own tokens stay as they are; what operators borrowed ends.</summary>
    /// <exception cref="ConflictException"><c>tenant_already_suspended</c>.</exception>
    public void Suspend(DateTimeOffset now)
    {
        if (Status == TenantStatus.Suspended) throw new ConflictException("tenant_already_suspended", "The tenant is suspended already.");
        Status = TenantStatus.Suspended;
        Suspensions++;
        Touch(now);
    }

    /// <exception cref="ConflictException"><c>tenant_not_suspended</c>.</exception>
    public void Resume(DateTimeOffset now)
    {
        if (Status != TenantStatus.Suspended) throw new ConflictException("tenant_not_suspended", "The tenant is not suspended.");
        Status = TenantStatus.Active;
        Touch(now);
    }

    /// <summary>Destroys everything of the tenant but ids and times, to which the audit trail refers.</summary>
    public void Delete(DateTimeOffset now)
    {
        Status = TenantStatus.Deleted;
        DeletedAt = now;
        (Name, IntegrationKey) = ("", "");
        (Tools, Limits, TimeoutSeconds) = (ToolPolicy.Everything, TenantLimits.Default, null);
        Credential = null;
        _apiKeys.Clear();
        Touch(now);
    }

    /// <exception cref="ConflictException"><c>too_many_api_keys</c>: <see cref="MaxApiKeys"/> are usable.</exception>
    public ApiKey AddApiKey(Guid id, NewApiKey key, DateTimeOffset now)
    {
        // What can never be used again is not kept for years; the audit trail knows that it was there.
        _apiKeys.RemoveAll(k => !k.IsUsable(now));
        if (_apiKeys.Count >= MaxApiKeys)
            throw new ConflictException("too_many_api_keys", $"A tenant has at most {MaxApiKeys} API keys, those in an overlap included. Revoke one first.");

        var added = new ApiKey(id, Id, key, now);
        _apiKeys.Add(added);
        Touch(now);
        return added;
    }

    /// <summary>
    /// Adds a key in place of others, which live on for the overlap. Keys that an earlier rotation replaced end no later: after a rotation
    /// without an overlap nothing older works.
    /// </summary>
    /// <param name="id">Id of the new key's row.</param>
    /// <param name="key">The new key.</param>
    /// <param name="replaced">The usable key that goes; null for every one.</param>
    /// <param name="overlap">How long what goes still works, at most <see cref="MaxOverlap"/>; zero ends it now.</param>
    /// <param name="now">When.</param>
    /// <returns>The new key, and when the last of those it replaces ends; null where there was none.</returns>
    /// <exception cref="ConflictException"><c>tenant_suspended</c>, or <c>too_many_api_keys</c>.</exception>
    public (ApiKey Added, DateTimeOffset? PreviousExpiresAt) RotateApiKey(Guid id, NewApiKey key, ApiKey? replaced, TimeSpan overlap, DateTimeOffset now)
    {
        if (Status == TenantStatus.Suspended)
            throw new ConflictException("tenant_suspended", "The tenant is suspended. Resume it first, or revoke the key and create another.");

        var going = _apiKeys.Where(k => k.IsUsable(now) && (replaced is null || k == replaced)).ToList();
        var superseded = _apiKeys.Where(k => k.IsUsable(now) && k.ExpiresAt is not null);
        foreach (var old in going.Concat(superseded)) old.ExpireAt(now + overlap);

        return (AddApiKey(id, key, now), going.Max(k => k.ExpiresAt));
    }

    /// <summary>The key of that id, if it can still be used.</summary>
    public ApiKey? FindUsableApiKey(string keyId, DateTimeOffset now) => _apiKeys.Find(k => k.KeyId == keyId && k.IsUsable(now));

    /// <summary>Ends one of the tenant's keys, and the tokens issued for it, now. The last one may go too: the operator can add another.</summary>
    public void RevokeApiKey(ApiKey key, DateTimeOffset now)
    {
        key.Revoke(now);
        Touch(now);
    }

    /// <summary>Calls under way finish with the old credential, which is destroyed; the next uses the new one.</summary>
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
