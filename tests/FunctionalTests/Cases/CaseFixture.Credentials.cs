using McpService.Common.Gateway;

namespace McpService.FunctionalTests.Cases;

/// <summary>Credentials of the cases. What is got here is secret from then on, and the answers that brought it are not looked through.</summary>
internal abstract partial class CaseFixture
{
    protected static (string Name, string Value) AdminHeader => ("Authorization", $"Bearer {GatewayProcess.AdminKey}");

    /// <summary>A tenant for what changes one: suspension, rotation, deletion.</summary>
    protected static Task<CaseTenant> NewTenantAsync() => CaseStage.CreateTenantAsync(Gateway);

    /// <summary>A token for the tenant's first key.</summary>
    protected static async Task<string> TokenOfAsync(CaseTenant tenant) => TokenIn(await Gateway.SendAsync(HttpMethod.Post, "/api/auth/tenant-token", null, tenant.KeyHeader));

    protected static async Task<string> AdminTokenAsync() => TokenIn(await Gateway.SendAsync(HttpMethod.Post, "/api/auth/token", $$"""{"key":"{{GatewayProcess.AdminKey}}"}"""));

    protected static async Task<string> LentTokenOfAsync(CaseTenant tenant) => TokenIn(await Gateway.AdminAsync(HttpMethod.Post, $"{tenant.AdminPath}/tokens"));

    /// <summary>The new key.</summary>
    protected static async Task<string> RotateAsync(CaseTenant tenant, int overlapSeconds)
    {
        var rotated = await Gateway.AdminAsync(HttpMethod.Post, $"{tenant.AdminPath}/api-keys/rotate", $$"""{"overlapSeconds":{{overlapSeconds}}}""");
        return CaseStage.Keep(rotated.Json.GetProperty("apiKey").GetString()!);
    }

    protected static (string Name, string Value) Bearer(string credential) => ("Authorization", $"Bearer {credential}");

    private static string TokenIn(Answer answer)
    {
        ((int)answer.Status).ShouldBe(200, answer.ToString());
        return CaseStage.Keep(answer.Json.GetProperty("token").GetString()!);
    }
}
