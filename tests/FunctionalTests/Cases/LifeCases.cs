using System.Net;
using McpService.Common.Databases;
using McpService.Common.Gateway;
using McpService.Common.Waiting;
using Npgsql;

namespace McpService.FunctionalTests.Cases;

/// <summary>Cases 26 to 30: what a credential is worth when its tenant or its key has changed, and what is never told of it.</summary>
internal sealed class LifeCases : CaseFixture
{
    /// <summary>On every replica; the gateway that made the change has it at once.</summary>
    private static readonly TimeSpan Promise = TimeSpan.FromSeconds(2);

    [Test]
    public async Task Case026_Suspended_403AndStreamsEnd_Resumed_TheSameTokenWorks([Values] CaseDoor door)
    {
        var tenant = await NewTenantAsync();
        var token = Bearer(await TokenOfAsync(tenant));
        using var stream = await McpListener.OpenAsync(Gateway.Client, tenant.ApiKey);
        ShouldBeOf(tenant, await WhoAmIAsync(door, tenant.TenantId, token));
        ExpectedCalls = 1;

        await Gateway.AdminAsync(HttpMethod.Post, $"{tenant.AdminPath}/suspend");
        await BecomesAsync(403, () => WhoAmIAsync(door, tenant.TenantId, token));
        var refused = await WhoAmIAsync(door, tenant.TenantId, token);
        ShouldBeRefused(refused, 403, "tenant_suspended");
        await stream.EndAsync().WaitAsync(WaitLimit.Default, TimeProvider.System);
        (await AuditedAsync(refused)).GetProperty("code").GetString().ShouldBe("tenant_suspended");

        await Gateway.AdminAsync(HttpMethod.Post, $"{tenant.AdminPath}/resume");
        await BecomesAsync(200, () => WhoAmIAsync(door, tenant.TenantId, token));
        ExpectedCalls++;
        await CIsWellAsync();
    }

    [Test]
    public async Task Case027_RotatedAtOnce_OldKeyAndItsToken401([Values] CaseDoor door)
    {
        var tenant = await NewTenantAsync();
        var token = Bearer(await TokenOfAsync(tenant));

        var fresh = await RotateAsync(tenant, overlapSeconds: 0);

        await BecomesAsync(401, () => WhoAmIAsync(door, tenant.TenantId, tenant.KeyHeader));
        await BecomesAsync(401, () => WhoAmIAsync(door, tenant.TenantId, token));
        ShouldBeOf(tenant, await WhoAmIAsync(door, tenant.TenantId, ("x-api-key", fresh)));
        ExpectedCalls = 1;
    }

    [Test]
    public async Task Case028_RotatedWithOverlap_BothWork_TheOldOneNotAfterIt([Values] CaseDoor door)
    {
        var tenant = await NewTenantAsync();

        var fresh = await RotateAsync(tenant, overlapSeconds: 600);
        ShouldBeOf(tenant, await WhoAmIAsync(door, tenant.TenantId, tenant.KeyHeader));
        ShouldBeOf(tenant, await WhoAmIAsync(door, tenant.TenantId, ("x-api-key", fresh)));

        // Another rotation shortens what is left of the first: the old keys end a second later.
        var third = await RotateAsync(tenant, overlapSeconds: 1);
        await BecomesAsync(401, () => ListAsync(tenant, tenant.ApiKey));
        await BecomesAsync(401, () => ListAsync(tenant, fresh));
        ShouldBeOf(tenant, await WhoAmIAsync(door, tenant.TenantId, ("x-api-key", third)));
        ExpectedCalls = 3;
    }

    [Test]
    public async Task Case029_Deleted_EverythingOfItIs401_AndNoCiphertextIsLeft([Values] CaseDoor door)
    {
        var tenant = await NewTenantAsync();
        var (token, lent, second) = (Bearer(await TokenOfAsync(tenant)), Bearer(await LentTokenOfAsync(tenant)), await RotateAsync(tenant, overlapSeconds: 600));
        var ciphertext = await BlobOfAsync(tenant);
        (await DumpAsync()).ShouldContain(ciphertext, Case.Sensitive, "it is found while it is there");

        (await SendAsync(HttpMethod.Delete, tenant.AdminPath, null, AdminHeader)).Status.ShouldBe(HttpStatusCode.NoContent);

        foreach (var credential in new[] { tenant.KeyHeader, tenant.KeyAsBearer, ("x-api-key", second), token, lent })
            await BecomesAsync(401, () => WhoAmIAsync(door, tenant.TenantId, credential));
        ShouldBeRefused(await SendAsync(HttpMethod.Post, "/api/auth/tenant-token", null, tenant.KeyHeader), 401, "invalid_api_key");
        ShouldBeRefused(await SendAsync(HttpMethod.Get, tenant.AdminPath, null, AdminHeader), 404, "tenant_not_found");
        (await DumpAsync()).ShouldNotContain(ciphertext);
    }

    /// <summary>That no token and no key is in the answers is looked for after every case; here it is their hashes.</summary>
    [Test]
    public async Task Case030_TenantsAsTheOperatorReadsThem_WithoutSecretsOrHashes()
    {
        var hashes = await QueryAsync("SELECT encode(hash, 'hex') FROM api_keys UNION ALL SELECT encode(hash, 'base64') FROM api_keys");
        foreach (var path in new[] { "/api/tenants?limit=100", A.AdminPath, $"{A.AdminPath}/api-keys" })
        {
            var answer = await SendAsync(HttpMethod.Get, path, null, AdminHeader);
            answer.Status.ShouldBe(HttpStatusCode.OK);
            hashes.ShouldAllBe(hash => !answer.Text.Contains(hash, StringComparison.OrdinalIgnoreCase));
            answer.Text.ShouldNotContain("hash", Case.Insensitive);
        }
    }

    /// <summary>Lists, so that a call made while the answer may still be either is not counted.</summary>
    private Task<Answer> ListAsync(CaseTenant tenant, string key) => SendAsync(HttpMethod.Post, tenant.ToolPath, """{"method":"listTools"}""", ("x-api-key", key));

    private static Task BecomesAsync(int status, Func<Task<Answer>> ask) =>
        Eventually.TrueAsync(async _ => (int)(await ask()).Status == status, $"An answer of {status}", Promise, TimeSpan.FromMilliseconds(20));

    private static async Task<string> DumpAsync() => System.Text.Encoding.UTF8.GetString(await PostgresServer.DumpAsync(CaseStage.Database));

    private static async Task<string> BlobOfAsync(CaseTenant tenant) =>
        (await QueryAsync($"SELECT c.blob FROM upstream_credentials AS c JOIN tenants AS t ON t.id = c.tenant_ref WHERE t.tenant_id = '{tenant.TenantId}'")).Single();

    private static async Task<List<string>> QueryAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(CaseStage.Database.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync()) rows.Add(reader.GetString(0));
        return rows;
    }
}
