using System.Text.Json;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using NUnit.Framework;
using Shouldly;

namespace McpService.FunctionalTests.Sandbox;

[TestFixture]
internal sealed class SandboxToolTests
{
    private SandboxHost _sandbox = null!;

    [SetUp]
    public async Task StartAsync() => _sandbox = await SandboxHost.StartAsync();

    [TearDown]
    public async Task StopAsync() => await _sandbox.DisposeAsync();

    [Test]
    public async Task ListTools_NoApps_ListsEveryTool()
    {
        await using var client = await _sandbox.ConnectAsync();

        var tools = await client.ListToolsAsync();

        tools.Select(tool => tool.Name).ShouldBe(
        [
            "hubspot_create-contact", "hubspot_find-contacts", "hubspot_update-contact", "hubspot_delete-contact",
            "gmail_send-email", "gmail_find-emails", "google-calendar_create-event", "google-calendar_find-events",
            "notion_create-page", "notion_find-pages",
        ]);
        tools.ShouldAllBe(tool =>
            tool.Description.Length > 0 && tool.JsonSchema.GetProperty("properties").ValueKind == JsonValueKind.Object);
    }

    [Test]
    public async Task ListTools_SomeApps_ListsTheirTools()
    {
        await using var client = await _sandbox.ConnectAsync(query: "?apps=gmail,google-calendar");

        (await client.ListToolsAsync()).Select(tool => tool.Name).ShouldBe(
            ["gmail_send-email", "gmail_find-emails", "google-calendar_create-event", "google-calendar_find-events"]);
    }

    [Test]
    public async Task ListTools_AppWithoutTools_IsUnknownMethod()
    {
        await using var client = await _sandbox.ConnectAsync(query: "?apps=salesforce");

        var failure = await Should.ThrowAsync<McpProtocolException>(async () => await client.ListToolsAsync());
        failure.ErrorCode.ShouldBe(McpErrorCode.MethodNotFound);
    }

    [Test]
    public async Task CreateContact_OneToken_IsFoundWithItAndNoOther()
    {
        await using var alice = await _sandbox.ConnectAsync("alice");
        await using var bob = await _sandbox.ConnectAsync("bob");
        await CallAsync(alice, "hubspot_create-contact", ("email", "ada@example.com"), ("firstName", "Ada"));

        await using var aliceAgain = await _sandbox.ConnectAsync("alice");
        var found = await CallAsync(aliceAgain, "hubspot_find-contacts", ("email", "ADA@example.com"));
        var foundByBob = await CallAsync(bob, "hubspot_find-contacts", ("query", "ada"));

        found.GetProperty("contacts")[0].GetProperty("firstName").GetString().ShouldBe("Ada");
        foundByBob.GetProperty("contacts").GetArrayLength().ShouldBe(0);
    }

    [Test]
    public async Task CreateContact_AsTheGuideHasIt_KeepsTheFullName()
    {
        await using var alice = await _sandbox.ConnectAsync("alice");
        await CallAsync(alice, "hubspot_create-contact", ("email", "grace@example.com"), ("fullName", "Grace Hopper"));

        var found = await CallAsync(alice, "hubspot_find-contacts", ("email", "grace@example.com"));

        found.GetProperty("contacts")[0].GetProperty("fullName").GetString().ShouldBe("Grace Hopper");
    }

    [Test]
    public async Task UpdateContact_OtherUsersId_FailsAndChangesNothing()
    {
        await using var alice = await _sandbox.ConnectAsync("alice");
        await using var bob = await _sandbox.ConnectAsync("bob");
        var id = (await CallAsync(alice, "hubspot_create-contact", ("email", "ada@example.com"))).GetProperty("id").GetString()!;

        var result = await bob.CallToolAsync("hubspot_update-contact", Arguments(("id", id), ("phone", "1")));

        result.IsError.ShouldBe(true);
        Text(result).ShouldBe($"No record with id {id} in contacts");
        var contact = (await CallAsync(alice, "hubspot_find-contacts", ("id", id))).GetProperty("contacts")[0];
        contact.TryGetProperty("phone", out _).ShouldBeFalse();
    }

    [Test]
    public async Task UpdateContact_SomeFields_KeepsTheOthers()
    {
        await using var client = await _sandbox.ConnectAsync();
        var id = (await CallAsync(client, "hubspot_create-contact", ("email", "ada@example.com"))).GetProperty("id").GetString()!;

        await CallAsync(client, "hubspot_update-contact", ("id", id), ("lastName", "Lovelace"));

        var contact = (await CallAsync(client, "hubspot_find-contacts", ("query", "lovelace"))).GetProperty("contacts")[0];
        contact.GetProperty("email").GetString().ShouldBe("ada@example.com");
    }

    [Test]
    public async Task DeleteContact_Twice_FailsTheSecondTime()
    {
        await using var client = await _sandbox.ConnectAsync();
        var id = (await CallAsync(client, "hubspot_create-contact", ("email", "ada@example.com"))).GetProperty("id").GetString()!;

        await CallAsync(client, "hubspot_delete-contact", ("id", id));

        (await client.CallToolAsync("hubspot_delete-contact", Arguments(("id", id)))).IsError.ShouldBe(true);
    }

    [TestCase("gmail_send-email", "gmail_find-emails", "emails")]
    [TestCase("google-calendar_create-event", "google-calendar_find-events", "events")]
    [TestCase("notion_create-page", "notion_find-pages", "pages")]
    public async Task Find_AfterCreate_FindsNewestFirst(string create, string find, string collection)
    {
        await using var client = await _sandbox.ConnectAsync();
        (string, object)[] fields =
        [
            ("to", "ada@example.com"), ("start", "2026-01-01T09:00:00Z"), ("attendees", new[] { "bob@example.com" }),
        ];
        await CallAsync(client, create, [("title", "First"), ("subject", "First"), .. fields]);
        await CallAsync(client, create, [("title", "Second"), ("subject", "Second"), .. fields]);

        var found = await CallAsync(client, find, ("query", "s"), ("limit", 1));

        found.GetProperty(collection).EnumerateArray().Single().GetRawText().ShouldContain("Second");
    }

    [Test]
    public async Task CallTool_UnknownTool_IsInvalidParams()
    {
        var answer = await AskAsync("""{"name":"hubspot_fly","arguments":{}}""");

        answer.GetProperty("error").GetProperty("code").GetInt32().ShouldBe(-32602);
        answer.GetProperty("error").GetProperty("message").GetString().ShouldBe("MCP error -32602: Tool hubspot_fly not found");
    }

    [TestCase("""{"name":"hubspot_create-contact","arguments":{}}""")]
    [TestCase("""{"name":"hubspot_create-contact","arguments":{"email":5}}""")]
    [TestCase("""{"name":"hubspot_create-contact"}""")]
    [TestCase("""{"name":"hubspot_find-contacts","arguments":{"limit":1.5}}""")]
    public async Task CallTool_BadArguments_IsInvalidParams(string parameters)
    {
        var answer = await AskAsync(parameters);

        answer.GetProperty("error").GetProperty("code").GetInt32().ShouldBe(-32602);
        answer.GetProperty("error").GetProperty("message").GetString()!
            .ShouldStartWith("MCP error -32602: Invalid arguments for tool hubspot_");
    }

    [TestCase("""{"arguments":{}}""")]
    [TestCase("""{"name":"hubspot_find-contacts","arguments":[]}""")]
    [TestCase("[]")]
    public async Task CallTool_BadParameters_IsInternalError(string parameters)
    {
        var answer = await AskAsync(parameters);

        answer.GetProperty("error").GetProperty("code").GetInt32().ShouldBe(-32603);
    }

    [Test]
    public async Task UnknownMethod_Asked_IsMethodNotFound()
    {
        var answer = await _sandbox.AskAsync(await _sandbox.OpenSessionAsync(), "resources/list");

        answer.GetProperty("error").GetProperty("code").GetInt32().ShouldBe(-32601);
    }

    private async Task<JsonElement> AskAsync(string parameters) =>
        await _sandbox.AskAsync(await _sandbox.OpenSessionAsync(), "tools/call", parameters);

    private static async Task<JsonElement> CallAsync(McpClient client, string tool, params (string Name, object Value)[] arguments)
    {
        var result = await client.CallToolAsync(tool, Arguments(arguments));
        result.IsError.ShouldNotBe(true, Text(result));
        return JsonSerializer.Deserialize<JsonElement>(Text(result));
    }

    private static Dictionary<string, object?> Arguments(params (string Name, object Value)[] arguments) =>
        arguments.ToDictionary(argument => argument.Name, object? (argument) => argument.Value, StringComparer.Ordinal);

    private static string Text(CallToolResult result) => result.Content.OfType<TextContentBlock>().Single().Text;
}
