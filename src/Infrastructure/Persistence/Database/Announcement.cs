namespace McpService.Infrastructure.Persistence.Database;

/// <summary>What one replica tells the others: that something changed, never what it is now. Whoever hears it reads the tables.</summary>
/// <param name="TenantRef">The tenant that changed; null where it was the service keys.</param>
internal readonly record struct Announcement(Guid? TenantRef)
{
    /// <summary>PostgreSQL's name for where it is told.</summary>
    public const string Channel = "mcpservice";

    private const string KeysText = "keys";

    public static readonly Announcement ServiceKeysChanged = new(null);

    public static Announcement TenantChanged(Guid tenantRef) => new(tenantRef);

    /// <summary>Null for what a replica of another version might say.</summary>
    public static Announcement? Parse(string text) =>
        text == KeysText ? ServiceKeysChanged : Guid.TryParseExact(text, "D", out var tenantRef) ? TenantChanged(tenantRef) : null;

    public override string ToString() => TenantRef?.ToString("D") ?? KeysText;
}
