using System.Security.Cryptography;

namespace McpService.FunctionalTests.Doors;

/// <summary>A tenant is held to its integrations in every door, before an upstream that does not hold it to them.</summary>
internal sealed class IntegrationTests : DoorFixture
{
    private const string Tools = """
        [{"name":"hubspot_find"},{"name":"hubspot_do"},{"name":"gmail_send"},{"name":"gmail_do"},{"name":"notion_do"},{"name":"act"},{"name":"create-connection"},{"name":"enable-tools"},
         {"name":"crm_list_all","integration":"crm"},{"name":"crm_pro_list","integration":"crm_pro"}]
        """;

    private string _token = "";

    [SetUp]
    public void Prepare()
    {
        _token = $"token-{RandomNumberGenerator.GetHexString(16, lowercase: true)}";
        foreach (var upstream in new[] { UpstreamOf(Door.Session), UpstreamOf(Door.Forward) })
        {
            upstream.SetTools(Tools);
            (upstream.Settings.IgnoreApps, upstream.Settings.RunUnlisted) = (true, true);
        }
    }

    [Test]
    public async Task List_OneKey_ShowsItsToolsAlone([Values] Door door)
    {
        await using var client = Connect(door, await CreateTenantAsync(door, "hubspot", _token));
        (await client.ListAsync()).ShouldBe(["hubspot_find", "hubspot_do"]);
    }

    [Test]
    public async Task Call_ForeignTool_IsUnknownAndDoesNotReachTheUpstream([Values] Door door, [Values("gmail_send", "act", "create-connection", "enable-tools", "hubspot_", "_find", "HubSpot_find")] string tool)
    {
        await using var client = Connect(door, await CreateTenantAsync(door, "hubspot", _token));
        ShouldBeUnknown(await client.CallAsync(tool), door, tool);
    }

    [Test]
    public async Task Call_OwnTool_Runs([Values] Door door)
    {
        await using var client = Connect(door, await CreateTenantAsync(door, "hubspot", _token));
        (await client.CallAsync("hubspot_find")).Result.ShouldNotBeNull();
    }

    [Test]
    public async Task SeveralKeys_GiveTheToolsOfEach([Values] Door door)
    {
        await using var client = Connect(door, await CreateTenantAsync(door, "hubspot,gmail", _token));

        (await client.ListAsync()).ShouldBe(["hubspot_find", "hubspot_do", "gmail_send", "gmail_do"]);
        (await client.CallAsync("gmail_send")).Result.ShouldNotBeNull();
        ShouldBeUnknown(await client.CallAsync("notion_do"), door, "notion_do");
    }

    [Test]
    public async Task Star_GivesWhateverTheCredentialOpens([Values] Door door)
    {
        await using var client = Connect(door, await CreateTenantAsync(door, "*", _token));

        (await client.ListAsync()).ShouldContain("create-connection");
        (await client.CallAsync("act")).Result.ShouldNotBeNull();
        UpstreamOf(door).Record.Requests.Where(r => r.Token == _token).ShouldAllBe(r => !r.Query.Contains("apps"));
    }

    [Test]
    public async Task Apps_OfTheQuery_NarrowAndTheGatewayHoldsToThem([Values(Door.Session, Door.Bridge, Door.Forward, Door.Sse)] Door door)
    {
        await using var client = Connect(door, await CreateTenantAsync(door, "hubspot,gmail", _token), "?apps=gmail");

        (await client.ListAsync()).ShouldBe(["gmail_send", "gmail_do"]);
        ShouldBeUnknown(await client.CallAsync("hubspot_find"), door, "hubspot_find");
    }

    /// <summary>Whose tool <c>crm_pro_list</c> is, its name does not tell; a list for <c>crm</c> alone does.</summary>
    [Test]
    public async Task Call_NameOfALongerKey_RunsOnlyForItsOwner([Values(Door.Rest, Door.Session, Door.Bridge, Door.Sse)] Door door)
    {
        UpstreamOf(door).Settings.IgnoreApps = false;
        await using var shorter = Connect(door, await CreateTenantAsync(door, "crm", _token));
        await using var longer = Connect(door, await CreateTenantAsync(door, "crm_pro", _token + "-longer"));

        ShouldBeUnknown(await shorter.CallAsync("crm_pro_list"), door, "crm_pro_list");
        (await shorter.CallAsync("crm_list_all")).Result.ShouldNotBeNull();
        (await longer.CallAsync("crm_pro_list")).Result.ShouldNotBeNull();
        (await shorter.ListAsync()).ShouldBe(["crm_list_all"]);
    }

    [Test]
    public async Task Call_NameThatWasListed_NeedsNoSecondList([Values(Door.Session, Door.Sse)] Door door)
    {
        UpstreamOf(door).Settings.IgnoreApps = false;
        await using var client = Connect(door, await CreateTenantAsync(door, "crm", _token));
        await client.ListAsync();

        (await client.CallAsync("crm_list_all")).Result.ShouldNotBeNull();

        UpstreamOf(door).Record.Requests.Count(r => r.Token == _token && r.Method == "tools/list").ShouldBe(1);
    }

    [Test]
    public async Task EnableTools_OneForeignName_RefusesAllOfThemAndNamesIt(
        [Values(Door.Session, Door.Sse)] Door door, [Values("gmail_send", "act", "enable-tools2", "crm_pro_list")] string foreign)
    {
        UpstreamOf(door).Settings.IgnoreApps = false;
        await using var client = Connect(door, await CreateTenantAsync(door, "hubspot,crm", _token), "?mode=dynamic");

        var refused = await client.CallAsync("enable-tools", $$"""{"tools":["hubspot_find","{{foreign}}"]}""");

        ShouldBeUnknown(refused, door, "enable-tools");
        refused.Text.ShouldContain(foreign);
        (await client.ListAsync()).ShouldBe(["enable-tools"]);
    }

    [Test]
    public async Task EnableTools_OwnNames_AreListedAndRun([Values(Door.Session, Door.Sse)] Door door)
    {
        UpstreamOf(door).Settings.IgnoreApps = false;
        await using var client = Connect(door, await CreateTenantAsync(door, "hubspot,crm", _token), "?mode=dynamic");

        (await client.CallAsync("enable-tools", """{"tools":["hubspot_find","crm_list_all"]}""")).Result.ShouldNotBeNull();

        (await client.ListAsync()).ShouldBe(["enable-tools", "hubspot_find", "crm_list_all"]);
        (await client.CallAsync("hubspot_find")).Result.ShouldNotBeNull();
        (await client.CallAsync("crm_list_all")).Result.ShouldNotBeNull();
        ShouldBeUnknown(await client.CallAsync("gmail_send"), door, "gmail_send");
    }

    [TestCase("{}")]
    [TestCase("""{"tools":"gmail_send"}""")]
    [TestCase("""{"tools":["hubspot_find",["gmail_send"]]}""")]
    [TestCase("""{"tools":["hubspot_find"],"tools":["gmail_send"]}""")]
    [TestCase("""{"tools":["hubspot_find"],"\u0074ools":["gmail_send"]}""")]
    [TestCase("""[{"tools":["gmail_send"]}]""")]
    [TestCase("""{"tools":["hubspot_find","\u0067mail_send"]}""")]
    public async Task EnableTools_WhatCannotBeReadAsAllowed_DoesNotReachTheUpstream(string arguments)
    {
        await using var client = Connect(Door.Session, await CreateTenantAsync(Door.Session, "hubspot", _token), "?mode=dynamic");
        ShouldBeUnknown(await client.CallAsync("enable-tools", arguments), Door.Session, "enable-tools");
    }

    [Test]
    public async Task ShortName_OfOneKey_MeansItsTool()
    {
        await using var client = Connect(Door.Rest, await CreateTenantAsync(Door.Rest, "hubspot,gmail", _token));
        (await client.CallAsync("send")).Result.ShouldNotBeNull();
        UpstreamOf(Door.Rest).Record.Requests.ShouldContain(r => r.Token == _token && r.Tool == "gmail_send");
    }

    [Test]
    public async Task ShortName_OfTwoKeys_IsAmbiguousAndNamesBoth()
    {
        await using var client = Connect(Door.Rest, await CreateTenantAsync(Door.Rest, "hubspot,gmail,notion", _token));

        var refused = await client.CallAsync("do");

        refused.Code.ShouldBe("tool_ambiguous");
        refused.Text.ShouldContain("hubspot_do");
        refused.Text.ShouldContain("gmail_do");
        UpstreamOf(Door.Rest).Record.Requests.ShouldNotContain(r => r.Token == _token && r.Method == "tools/call");
    }

    private void ShouldBeUnknown(DoorAnswer answer, Door door, string tool)
    {
        answer.Code.ShouldBe(door == Door.Rest ? "tool_not_found" : "-32602", answer.Text);
        UpstreamOf(door).Record.Requests.ShouldNotContain(r => r.Token == _token && r.Tool == tool);
    }
}
