using System.Text.Json;
using McpService.Common.Gateway;

namespace McpService.FunctionalTests.Api;

/// <summary>The two-minute tour: the examples of the API description, sent as they stand to a gateway in development with the sandbox behind it.</summary>
internal sealed class TourTests
{
    [Test]
    public async Task Examples_AsTheyStand_Work()
    {
        await using var gateway = await GatewayHost.StartAsync();
        var description = (await gateway.SendAsync(HttpMethod.Get, "/swagger/v1/swagger.json")).Json;

        var token = await gateway.SendAsync(HttpMethod.Post, "/api/auth/token", Examples(description, "/api/auth/token")[0]);
        var admin = ("Authorization", $"Bearer {token.Json.GetProperty("token").GetString()}");
        foreach (var example in Examples(description, "/api/tenants"))
        {
            var created = (await gateway.SendAsync(HttpMethod.Post, "/api/tenants", example, admin)).Json;
            var tenant = new TestTenant(gateway, created.GetProperty("tenantId").GetString()!, created.GetProperty("apiKey").GetString()!);
            var answers = new List<Answer>();
            foreach (var call in Examples(description, "/api/tenant/{tenantId}/tool")) answers.Add(await tenant.ToolAsync(call));

            answers[0].Json.GetProperty("tools").GetArrayLength().ShouldBe(example.Contains("gmail", StringComparison.Ordinal) ? 6 : 4);
            answers[1].Json.GetProperty("isError").GetBoolean().ShouldBeFalse(answers[1].Text);
        }
    }

    [Test]
    public async Task Description_EveryRoute_SaysWhatItDoesAndHowItFails()
    {
        await using var gateway = await GatewayHost.StartAsync();
        var description = (await gateway.SendAsync(HttpMethod.Get, "/swagger/v1/swagger.json")).Json;
        foreach (var operation in description.GetProperty("paths").EnumerateObject().SelectMany(p => p.Value.EnumerateObject().Select(o => (Name: $"{o.Name} {p.Name}", o.Value))))
        {
            operation.Value.TryGetProperty("summary", out _).ShouldBeTrue(operation.Name);
            var responses = operation.Value.GetProperty("responses").EnumerateObject().ToList();
            responses.ShouldContain(r => r.Name.StartsWith('2'), operation.Name);
            var isProtected = operation.Value.TryGetProperty("security", out var security) && security.GetArrayLength() > 0;
            if (isProtected) ((string[])["401", "403", "429", "503"]).Except(responses.Select(r => r.Name)).ShouldBeEmpty(operation.Name);
        }
    }

    [Test]
    public async Task Root_LeadsToThePage()
    {
        await using var gateway = await GatewayHost.StartAsync();
        (await gateway.SendAsync(HttpMethod.Get, "/")).Headers["Location"].ShouldBe("/swagger");
        (await gateway.SendAsync(HttpMethod.Get, "/swagger/index.html")).Text.ShouldContain("swagger-ui");
    }

    private static List<string> Examples(JsonElement description, string path) =>
    [
        .. description.GetProperty("paths").GetProperty(path).GetProperty("post").GetProperty("requestBody").GetProperty("content")
            .GetProperty("application/json").GetProperty("examples").EnumerateObject().Select(e => e.Value.GetProperty("value").GetRawText()),
    ];
}
