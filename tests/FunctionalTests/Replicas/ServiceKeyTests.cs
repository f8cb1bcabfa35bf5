using System.Net;
using McpService.Common.Gateway;
using McpService.Common.Waiting;
using McpService.Infrastructure.Security.Encryption;

namespace McpService.FunctionalTests.Replicas;

/// <summary>Service keys are added and retired beside running replicas, and nobody notices.</summary>
[TestFixture]
internal sealed class ServiceKeyTests : ReplicaFixture
{
    [Test]
    public async Task AddAndRetire_BesideRunningReplicas_EveryTokenVerifiesEverywhere()
    {
        var (tenantId, apiKey) = await One.CreateTenantAsync();
        var oldToken = await TokenAsync(apiKey);
        var oldKid = KidOf(oldToken);

        (await RunAsync("service-keys", "add", "tenant-token")).ExitCode.ShouldBe(0);

        // Every token that is issued until the new key is in use, and the first ones after, is shown to the other replica at once.
        var newToken = oldToken;
        await Eventually.TrueAsync(
            async _ =>
            {
                newToken = await TokenAsync(apiKey);
                (await CallAsync(tenantId, newToken)).ShouldBe(HttpStatusCode.OK);
                return KidOf(newToken) != oldKid;
            },
            "The new key's use");

        (await RunAsync("service-keys", "retire", oldKid)).ExitCode.ShouldBe(0);
        (await CallAsync(tenantId, oldToken)).ShouldBe(HttpStatusCode.OK);
        (await CallAsync(tenantId, newToken)).ShouldBe(HttpStatusCode.OK);
        (await RunAsync("service-keys", "list")).Output.ShouldContain($"{oldKid}  tenant-token");
    }

    [Test]
    public async Task Retire_TheOnlyKeyOfAPurpose_IsRefused()
    {
        var kid = (await QueryAsync<string>("SELECT kid FROM service_keys WHERE purpose = 'audit_chain'")).Single();

        var (exitCode, output) = await RunAsync("service-keys", "retire", kid);

        exitCode.ShouldBe(1);
        output.ShouldContain("the only one");
        (await QueryAsync<string>("SELECT kid FROM service_keys WHERE retired_at IS NOT NULL AND purpose = 'audit_chain'")).ShouldBeEmpty();
    }

    [TestCase("service-keys")]
    [TestCase("service-keys", "add", "no-such-purpose")]
    [TestCase("no-such-command")]
    public async Task Command_NotUnderstood_SaysHowToGiveIt(params string[] command)
    {
        var (exitCode, output) = await RunAsync(command);

        exitCode.ShouldBe(2);
        output.ShouldContain("service-keys");
    }

    [Test]
    public async Task Health_AsksTheGatewayOfThisMachine()
    {
        (await RunAsync("health", $"--PORT={One.Address.Port}")).ExitCode.ShouldBe(0);
        (await RunAsync("health", "--PORT=1")).ExitCode.ShouldBe(1);
    }

    private Task<(int ExitCode, string Output)> RunAsync(params string[] command) => GatewayProcess.RunAsync(Database.Url, EncryptionKeys, command);

    private async Task<string> TokenAsync(string apiKey) =>
        (await One.SendAsync(HttpMethod.Post, "/api/auth/tenant-token", null, ("x-api-key", apiKey))).Json.GetProperty("token").GetString()!;

    private async Task<HttpStatusCode> CallAsync(string tenantId, string token) => (await Other.SendAsync(
        HttpMethod.Post, $"/api/tenant/{tenantId}/tool", """{"method":"whoami","params":{}}""", ("Authorization", $"Bearer {token}"))).Status;

    private static string KidOf(string token)
    {
        using var header = System.Text.Json.JsonDocument.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(token.Split('.')[0]));
        return header.RootElement.GetProperty("kid").GetString()!;
    }
}
