using System.Buffers.Text;
using System.Net;
using System.Text;
using System.Text.Json;
using McpService.Common.Time;
using NUnit.Framework;
using Shouldly;

namespace McpService.FunctionalTests.Sandbox;

[TestFixture]
internal sealed class SandboxTokenTests
{
    private const string CreatePage = """{"name":"notion_create-page","arguments":{"title":"Notes"}}""";
    private const string FindPages = """{"name":"notion_find-pages","arguments":{}}""";

    private readonly ManualTimeProvider _time = new();
    private SandboxHost _sandbox = null!;

    [SetUp]
    public async Task StartAsync() => _sandbox = await SandboxHost.StartAsync(_time);

    [TearDown]
    public async Task StopAsync() => await _sandbox.DisposeAsync();

    [Test]
    public async Task Jwt_SameIdInAnotherToken_IsTheSameUser()
    {
        var now = _time.GetUtcNow();
        await _sandbox.AskAsync(await _sandbox.OpenSessionAsync(Jwt("ada", now.AddHours(1))), "tools/call", CreatePage);

        var renewed = await _sandbox.AskAsync(await _sandbox.OpenSessionAsync(Jwt("ada", now.AddHours(2))), "tools/call", FindPages);

        Text(renewed).ShouldContain("Notes");
    }

    [TestCase("a.b.c")]
    [TestCase("..")]
    [TestCase("only-a-name")]
    public async Task Token_NoJwt_IsAName(string token)
    {
        await _sandbox.AskAsync(await _sandbox.OpenSessionAsync(token), "tools/call", CreatePage);

        Text(await _sandbox.AskAsync(await _sandbox.OpenSessionAsync(token), "tools/call", FindPages)).ShouldContain("Notes");
    }

    [Test]
    public async Task Session_UsedWithAnotherToken_GoesOnAsWhoOpenedIt()
    {
        var session = await _sandbox.OpenSessionAsync("ada");
        await _sandbox.AskAsync(session, "tools/call", CreatePage);

        using var response = await _sandbox.PostAsync(
            $$"""{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{{FindPages}}}""", session, token: "mallory");

        (await response.Content.ReadAsStringAsync()).ShouldContain("Notes");
    }

    [Test]
    public async Task Initialize_ExpiredJwt_IsServerFault()
    {
        using var response = await _sandbox.PostAsync(SandboxHost.InitializeMessage, token: Jwt("ada", _time.GetUtcNow().AddSeconds(-1)));

        response.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        (await response.Content.ReadAsStringAsync()).ShouldBe(
            """{"jsonrpc":"2.0","error":{"code":-32603,"message":"Internal server error"},"id":null}""");
    }

    [Test]
    public async Task CallTool_JwtExpiredMeanwhile_IsFailedResult()
    {
        var session = await _sandbox.OpenSessionAsync(Jwt("ada", _time.GetUtcNow().AddMinutes(1)));
        _time.Advance(TimeSpan.FromMinutes(2));

        var answer = await _sandbox.AskAsync(session, "tools/call", FindPages);

        answer.GetProperty("result").GetProperty("isError").GetBoolean().ShouldBeTrue();
    }

    private static string Text(JsonElement answer) =>
        answer.GetProperty("result").GetProperty("content")[0].GetProperty("text").GetString()!;

    private static string Jwt(string id, DateTimeOffset expires) => string.Join(
        '.',
        Part("""{"alg":"HS512","typ":"JWT"}"""),
        Part($$"""{"id":"{{id}}","exp":{{expires.ToUnixTimeSeconds()}}}"""),
        Part("signature"));

    private static string Part(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
