using System.Net;
using System.Text.Json;
using McpService.Application.Tenants;
using McpService.Common.Upstreams.Faults;
using McpService.Common.Waiting;
using McpService.FunctionalTests.Api;
using McpService.FunctionalTests.Persistence;
using McpService.Infrastructure.Security.ApiKeys;

namespace McpService.FunctionalTests.Upstreams;

/// <summary>A credential that the upstream refuses is marked for the operator to see, and cleared when it works again.</summary>
[TestFixture(Engine.Sqlite)]
[TestFixture(Engine.Postgres)]
internal sealed class SuspectCredentialTests(Engine engine) : UpstreamFixture(engine)
{
    [TestCase(401)]
    [TestCase(403)]
    public async Task Call_UpstreamRefusesTheCredential_MarksItUntilItWorksAgain(int status)
    {
        var tenant = await Gateway.CreateTenantAsync();
        (await SuspectSinceAsync(tenant.TenantId)).ShouldBeNull();

        Upstream.Fault("tools/call", Fault.Status(status));
        using (var refused = await tenant.SendAsync("whoami", "{}")) refused.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        await Eventually.TrueAsync(async _ => await SuspectSinceAsync(tenant.TenantId) is not null, "The mark");

        Upstream.ClearFaults();
        await Eventually.TrueAsync(
            async _ =>
            {
                using var taken = await tenant.SendAsync("whoami", "{}");
                taken.StatusCode.ShouldBe(HttpStatusCode.OK);
                return await SuspectSinceAsync(tenant.TenantId) is null;
            },
            "The mark's end");
    }

    [Test]
    public async Task Open_UpstreamRefusesTheCredential_MarksItUntilItIsReplaced()
    {
        var tenant = await Gateway.CreateTenantAsync("refused-from-the-start");
        Upstream.Fault("initialize", Fault.Status(401), when: request => request.Token == "refused-from-the-start");
        using (var refused = await tenant.SendAsync("whoami", "{}")) refused.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        await Eventually.TrueAsync(async _ => await SuspectSinceAsync(tenant.TenantId) is not null, "The mark");
        (await Gateway.SendAsync(HttpMethod.Get, $"/api/tenants/{tenant.TenantId}", null, Admin)).Json.GetProperty("warnings")[0].GetString().ShouldBe("credential_refused");

        var replaced = await Gateway.SendAsync(HttpMethod.Put, $"/api/tenants/{tenant.TenantId}/credential", """{"integrationAppToken":"another"}""", Admin);

        replaced.Status.ShouldBe(HttpStatusCode.OK);
        (await SuspectSinceAsync(tenant.TenantId)).ShouldBeNull();
        replaced.Json.GetProperty("warnings").GetArrayLength().ShouldBe(0);
    }

    private static (string, string) Admin => ("Authorization", $"Bearer {AdminOptions.SampleKey}");

    private async Task<string?> SuspectSinceAsync(string tenantId)
    {
        var credential = (await Gateway.SendAsync(HttpMethod.Get, $"/api/tenants/{tenantId}", null, Admin)).Json.GetProperty("credential");
        return credential.TryGetProperty("suspectSince", out var since) && since.ValueKind == JsonValueKind.String ? since.GetString() : null;
    }
}
