using System.Net;
using McpService.Common.Gateway;

namespace McpService.FunctionalTests.Replicas;

/// <summary>A change sent again, or at once, to another replica.</summary>
public sealed class IdempotencyTests : ReplicaFixture
{
    private const string NewTenant = """{"name":"Acme","integrationKey":"hubspot","integrationAppToken":"alice"}""";

    [Test]
    public async Task Create_RepeatedOnTheOther_IsTheFirstAnswer()
    {
        var first = await CreateAsync(One, "one-then-other");
        var again = await CreateAsync(Other, "one-then-other");

        first.Status.ShouldBe(HttpStatusCode.Created, first.Text);
        again.Headers.GetValueOrDefault("Idempotent-Replayed").ShouldBe("true", again.Text);
        (again.Status, again.Text).ShouldBe((first.Status, first.Text));
    }

    [Test]
    public async Task Create_OnBothAtOnce_IsOneTenant()
    {
        for (var round = 0; round < 10; round++)
        {
            var key = $"both-{round}";
            var answers = await Task.WhenAll(CreateAsync(One, key), CreateAsync(Other, key), CreateAsync(One, key), CreateAsync(Other, key));

            answers.Select(a => (a.Status, a.Text)).Distinct().ShouldHaveSingleItem().Status.ShouldBe(HttpStatusCode.Created);
            answers.Count(a => !a.Headers.ContainsKey("Idempotent-Replayed")).ShouldBe(1);
        }
    }

    [Test]
    public async Task Rotate_OnBothAtOnce_IsOneRotation()
    {
        var (tenantId, _) = await One.CreateTenantAsync();
        var path = $"/api/tenants/{tenantId}/api-keys/rotate";

        var answers = await Task.WhenAll(new[] { One, Other, One, Other }.Select(g => SendAsync(g, path, """{"overlapSeconds":60}""", "rotate-both")));

        answers.Select(a => (a.Status, a.Text)).Distinct().ShouldHaveSingleItem().Status.ShouldBe(HttpStatusCode.OK);
    }

    private static Task<Answer> CreateAsync(GatewayProcess gateway, string key) => SendAsync(gateway, "/api/tenants", NewTenant, key);

    private static Task<Answer> SendAsync(GatewayProcess gateway, string path, string json, string key) =>
        gateway.SendAsync(HttpMethod.Post, path, json, ("Authorization", $"Bearer {GatewayProcess.AdminKey}"), ("Idempotency-Key", key));
}
