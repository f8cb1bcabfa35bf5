using McpService.Application.Idempotency;
using McpService.Application.Tenants;
using McpService.Application.Tenants.CreateApiKey;
using McpService.Application.Tenants.CreateTenant;
using McpService.Application.Tenants.RotateApiKey;
using McpService.Domain.Secrets;

namespace McpService.UnitTests.Tenants;

/// <summary>What is kept of a change and its answer is all of it.</summary>
internal sealed class KeptJsonTests
{
    private static readonly DateTimeOffset Now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Test]
    public void CreatedTenant_KeptAndRead_IsTheSame()
    {
        var tenant = new TenantResponse
        {
            TenantId = "tenant-1",
            Name = "Acme",
            IntegrationKey = "hubspot",
            Status = "active",
            McpUrl = "/mcp",
            Tools = new ToolPolicyResponse { Allow = ["a_*"], Deny = [] },
            Limits = new LimitsResponse { RequestsPerSecond = 1, Burst = null, Concurrency = 3 },
            TimeoutSeconds = null,
            Credential = new CredentialResponse { Kind = "token", Fingerprint = "abc", ExpiresAt = Now, SuspectSince = null },
            Warnings = ["credential_expired"],
            CreatedAt = Now,
            UpdatedAt = Now,
            Revision = 7,
        };

        var read = KeptJson.Read<CreatedTenant>(KeptJson.Write(new CreatedTenant(tenant, new Secret("mcp_key"))));

        read.ApiKey.Reveal().ShouldBe("mcp_key");
        read.Tenant.Revision.ShouldBe(7);
        read.Tenant.Tools.Allow.ShouldBe(["a_*"]);
        read.Tenant.Warnings.ShouldBe(["credential_expired"]);
        (read.Tenant with { Tools = tenant.Tools, Warnings = tenant.Warnings }).ShouldBe(tenant);
    }

    [Test]
    public void Keys_KeptAndRead_AreTheSame()
    {
        var rotated = KeptJson.Read<RotatedApiKey>(KeptJson.Write(new RotatedApiKey(new Secret("mcp_key"), "k", Now, 7)));
        var created = KeptJson.Read<CreatedApiKey>(KeptJson.Write(new CreatedApiKey(new Secret("mcp_key"), "k", "label", Now, 7)));

        (rotated.Text.Reveal(), rotated.KeyId, rotated.PreviousExpiresAt, rotated.Revision).ShouldBe(("mcp_key", "k", Now, 7L));
        (created.Text.Reveal(), created.KeyId, created.Label, created.CreatedAt, created.Revision).ShouldBe(("mcp_key", "k", "label", Now, 7L));
    }

    /// <summary>Two requests are the same when tenant, condition and secrets are, too.</summary>
    [Test]
    public void Requests_DifferInWhatBodiesLeaveOut_Differ()
    {
        var request = new RotateApiKeyCommand(0) { TenantId = "tenant-1", IfMatch = new RevisionCondition([1]) };

        KeptJson.Write(request with { TenantId = "tenant-2" }).ShouldNotBe(KeptJson.Write(request));
        KeptJson.Write(request with { IfMatch = RevisionCondition.None }).ShouldNotBe(KeptJson.Write(request));
        KeptJson.Write(request with { OverlapSeconds = 1 }).ShouldNotBe(KeptJson.Write(request));
        KeptJson.Write(new CreateTenantCommand(null, "hubspot", new Secret("a"), null)).ShouldNotBe(KeptJson.Write(new CreateTenantCommand(null, "hubspot", new Secret("b"), null)));
    }
}
