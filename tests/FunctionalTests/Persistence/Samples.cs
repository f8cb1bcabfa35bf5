using McpService.Application.Auditing;
using McpService.Domain;
using McpService.Domain.Auditing;
using McpService.Domain.Tenants;
using McpService.Sandbox.Tools;

namespace McpService.FunctionalTests.Persistence;

internal static class Samples
{
    // To the microsecond, which is what PostgreSQL keeps.
    public static readonly DateTimeOffset Now = new(2031, 5, 6, 7, 8, 9, 123, 456, TimeSpan.Zero);

    public static Tenant Tenant(string name = "Acme", string integrationKey = "hubspot", DateTimeOffset? at = null, string? keyId = null)
    {
        var now = at ?? Now;
        var tenant = new Tenant(Guid.CreateVersion7(now), name, Integrations.Parse(integrationKey), now);
        tenant.ReplaceCredential(Credential(tenant, "v1|k1|a|b|c"), now);
        tenant.AddApiKey(Guid.CreateVersion7(now), Key(keyId), now);
        return tenant;
    }

    public static UpstreamCredential Credential(Tenant tenant, string blob, DateTimeOffset? expiresAt = null) =>
        new(tenant.Id, Guid.CreateVersion7(Now), CredentialKind.Token, blob, "9f2c41d07be5", expiresAt, Now);

    public static NewApiKey Key(string? keyId = null) => new(keyId ?? RandomText.Base32(12), [.. Enumerable.Range(1, 32).Select(i => (byte)i)], "kid-1", "first");

    /// <summary>A call that begins, and of which everything is known.</summary>
    public static AuditEntry Call(DateTimeOffset at, Guid? tenant = null, string tool = "hubspot_create-contact") => new()
    {
        Id = Guid.CreateVersion7(at),
        TenantRef = tenant,
        Actor = AuditActor.Tenant,
        KeyId = "key-1",
        Address = "192.0.2.7",
        Action = AuditAction.ToolCall,
        Tool = tool,
        ArgumentsHash = [1, 2, 3],
        BytesIn = 17,
        RequestId = "request-1",
    };
}
