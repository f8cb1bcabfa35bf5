using System.Net;
using System.Text.Json;
using McpService.Common.Gateway;

namespace McpService.FunctionalTests.Cases;

/// <summary>Cases 46 to 48: names and tokens.</summary>
internal sealed class InputTextCases : InputFixture
{
    [Test]
    public async Task Case046_NameThatCannotBeRead_400()
    {
        string[] names = ["", new string('x', 10 * 1024), "a\u202eb", "a\u200bb"];

        foreach (var name in names) (await CreateAsync(name, "x")).FaultyFields.ShouldBe(["name"], name);
    }

    [Test]
    public async Task Case046_NameWithMarkup_IsStoredAsItIsAndEscapedOnTheWayOut([Values("<script>alert(1)</script>", "'; DROP TABLE tenants; --")] string name)
    {
        var created = await Gateway.SendAsync(HttpMethod.Post, Tenants, Body(name, "x"), AdminHeader);
        created.Status.ShouldBe(HttpStatusCode.Created, created.ToString());
        CaseStage.Keep(created.Json.GetProperty("apiKey").GetString()!);

        var read = await SendAsync(HttpMethod.Get, $"{Tenants}/{created.Json.GetProperty("tenantId").GetString()}", null, AdminHeader);

        read.Json.GetProperty("name").GetString().ShouldBe(name);
        read.Text.ShouldNotContain("<script>");
    }

    [Test]
    public async Task Case047_TokenThatFitsNoHeader_400()
    {
        foreach (var token in new[] { "a\r\nX-Evil: 1", "a\nb", "a\0b", "a b", "\u00e4" }) (await CreateAsync("Acme", token)).FaultyFields.ShouldBe(["integrationAppToken"], token);

        var answer = await SendAsync(HttpMethod.Put, $"{A.AdminPath}/credential", """{"integrationAppToken":"a\r\nX-Evil: 1"}""", AdminHeader);
        answer.FaultyFields.ShouldBe(["integrationAppToken"]);
    }

    [Test]
    public async Task Case048_ToolNameThatIsNone_IsRefusedAndNotSent([Values] CaseDoor door)
    {
        foreach (var name in new[] { "a\r\nX-Evil: 1", "../x", new string('x', 10 * 1024) })
        {
            var answer = await PostAsync(door, A.TenantId, CallOf(door, name, "{}"), [A.KeyHeader]);
            if (door == CaseDoor.Rest) ShouldBeRefused(answer, 400, "validation_failed");
            else CodeOf(answer).ShouldBeOneOf("-32602", "-32020");
            answer.Headers.ContainsKey("X-Evil").ShouldBeFalse();
        }
    }

    private Task<Answer> CreateAsync(string name, string token) => SendAsync(HttpMethod.Post, Tenants, Body(name, token), AdminHeader);

    private static string Body(string name, string token) =>
        $$"""{"name":{{JsonSerializer.Serialize(name)}},"integrationKey":"hubspot","integrationAppToken":{{JsonSerializer.Serialize(token)}}}""";
}
