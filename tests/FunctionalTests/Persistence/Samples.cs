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

    public static AuditEntry Intent(DateTimeOffset at, string instance = "instance-1", Guid? tenant = null) => new()
    {
        Id = Guid.CreateVersion7(at),
        CallId = Guid.CreateVersion7(at),
        Stage = AuditStage.Intent,
        At = at,
        TenantRef = tenant,
        Actor = AuditActor.Tenant,
        ActorKeyId = "key-1",
        RemoteAddress = "192.0.2.7",
        Action = AuditAction.ToolCall,
        Tool = "hubspot_create-contact",
        ArgumentsHash = "00ff",
        RequestId = "request-1",
        InstanceId = instance,
    };

    /// <summary>Every column filled.</summary>
    public static AuditEntry Outcome(AuditEntry intent, DateTimeOffset at) => new()
    {
        Id = Guid.CreateVersion7(at),
        CallId = intent.CallId,
        Stage = AuditStage.Outcome,
        At = at,
        TenantRef = intent.TenantRef,
        Actor = intent.Actor,
        ActorKeyId = intent.ActorKeyId,
        RemoteAddress = intent.RemoteAddress,
        Action = intent.Action,
        Tool = intent.Tool,
        ArgumentsHash = intent.ArgumentsHash,
        Outcome = AuditOutcome.NotSent,
        Code = "upstream_unreachable",
        Status = 502,
        LatencyMs = 1.5,
        RequestId = intent.RequestId,
        InstanceId = intent.InstanceId,
        Sequence = 7,
        PreviousMac = [1, 2, 3],
        Mac = [4, 5, 6],
        MacKeyId = "kid-2",
    };
}
