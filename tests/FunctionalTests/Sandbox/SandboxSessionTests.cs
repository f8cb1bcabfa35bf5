using System.Net;
using System.Text.Json;
using McpService.Common.Time;
using McpService.Sandbox.Records;
using McpService.Sandbox.Sessions;
using NUnit.Framework;
using Shouldly;

namespace McpService.FunctionalTests.Sandbox;

[TestFixture]
internal sealed class SandboxSessionTests
{
    private const string Ping = """{"jsonrpc":"2.0","id":2,"method":"ping"}""";

    private readonly ManualTimeProvider _time = new();
    private SandboxHost _sandbox = null!;

    [SetUp]
    public async Task StartAsync() => _sandbox = await SandboxHost.StartAsync(_time);

    [TearDown]
    public async Task StopAsync() => await _sandbox.DisposeAsync();

    [TestCase("2025-06-18", "2025-06-18")]
    [TestCase("2025-03-26", "2025-03-26")]
    [TestCase("2024-11-05", "2024-11-05")]
    [TestCase("2024-10-07", "2024-10-07")]
    [TestCase("2025-11-25", "2025-06-18")]
    [TestCase("1999-01-01", "2025-06-18")]
    public async Task Initialize_Revision_IsNegotiated(string asked, string answered)
    {
        using var response = await _sandbox.PostAsync(SandboxHost.InitializeMessage.Replace("2025-06-18", asked, StringComparison.Ordinal));

        (await response.Content.ReadAsStringAsync()).ShouldContain($"\"protocolVersion\":\"{answered}\"");
    }

    [Test]
    public async Task Connect_SdkClient_NegotiatesAndNamesItself()
    {
        await using var client = await _sandbox.ConnectAsync();

        client.NegotiatedProtocolVersion.ShouldBe("2025-06-18");
        client.ServerCapabilities.Tools!.ListChanged.ShouldBe(true);
        client.ServerCapabilities.Resources.ShouldBeNull();
        client.SessionId.ShouldNotBeNullOrEmpty();
    }

    [Test]
    public async Task Delete_Session_LosesIt()
    {
        var session = await _sandbox.OpenSessionAsync();

        using var deleted = await _sandbox.Http.SendAsync(_sandbox.Request(HttpMethod.Delete, session));
        using var response = await _sandbox.PostAsync(Ping, session);

        deleted.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Test]
    public async Task Session_QueryOfALaterRequest_IsNotRead()
    {
        var session = await _sandbox.OpenSessionAsync(query: "?apps=gmail");

        using var response = await _sandbox.PostAsync(
            """{"jsonrpc":"2.0","id":2,"method":"tools/list"}""", session, query: "?apps=notion&mode=dynamic");

        var body = await response.Content.ReadAsStringAsync();
        body.ShouldContain("gmail_send-email");
        body.ShouldNotContain("notion_");
    }

    [Test]
    public async Task Session_IdleForAnHour_IsLost()
    {
        var session = await _sandbox.OpenSessionAsync();
        _time.Advance(SandboxSessions.IdleLimit - TimeSpan.FromSeconds(1));
        using var inTime = await _sandbox.PostAsync(Ping, session);
        _time.Advance(SandboxSessions.IdleLimit);

        using var tooLate = await _sandbox.PostAsync(Ping, session);

        inTime.StatusCode.ShouldBe(HttpStatusCode.OK);
        tooLate.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Test]
    public async Task Session_IdleButListening_IsKept()
    {
        var session = await _sandbox.OpenSessionAsync();
        using var stream = await _sandbox.OpenStreamAsync(session);
        _time.Advance(2 * SandboxSessions.IdleLimit);
        await _sandbox.OpenSessionAsync();

        using var response = await _sandbox.PostAsync(Ping, session);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Test]
    public void Sessions_BeyondCapacity_LoseTheOneUnusedForLongest()
    {
        var sessions = new SandboxSessions(_time);
        var options = new SessionQuery(Apps: null, Dynamic: false);
        var token = new SandboxToken("ada", ExpiresAt: null);
        var first = sessions.Open(token, options);
        var second = sessions.Open(token, options);
        _time.Advance(TimeSpan.FromSeconds(1));
        sessions.Find(first.Id);
        for (var opened = 2; opened <= SandboxSessions.Capacity; opened++)
        {
            sessions.Open(token, options);
        }

        sessions.Find(first.Id).ShouldBeSameAs(first);
        sessions.Find(second.Id).ShouldBeNull();
    }

    [Test]
    public void Users_BeyondCapacity_ForgetTheOneUnseenForLongest()
    {
        var users = new SandboxUsers(_time);
        users.RecordsOf("ada").Add("contacts", []);
        users.RecordsOf("bob").Add("contacts", []);
        users.RecordsOf("ada");
        for (var user = 2; user <= SandboxUsers.Capacity; user++)
        {
            users.RecordsOf($"user-{user}");
        }

        users.RecordsOf("ada").Find("contacts", _ => true, 10).Count.ShouldBe(1);
        users.RecordsOf("bob").Find("contacts", _ => true, 10).ShouldBeEmpty();
    }

    [Test]
    public void History_BeyondItsBounds_KeepsTheNewest()
    {
        var history = new BoundedHistory<string>(maxItems: 3, maxCharacters: 10);
        foreach (var item in new[] { "a", "bb", "ccc", "dd", "eeeeeee" }) history.Add(item, item.Length);
        history.Add("too long for it", 15);

        history.Items.ShouldBe(["dd", "eeeeeee"]);
    }
}
