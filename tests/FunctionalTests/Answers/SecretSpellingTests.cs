using System.Text.RegularExpressions;
using McpService.Common.Upstreams.Faults;
using McpService.FunctionalTests.Doors;

namespace McpService.FunctionalTests.Answers;

/// <summary>A secret that the upstream says stays here, however it is spelled and wherever it stands, through every door.</summary>
internal sealed partial class SecretSpellingTests : AnswerFixture
{
    private const string Token = "abc+def/ghi==jklmnop";

    private static readonly Door[] Doors = Enum.GetValues<Door>();

    private static readonly string[] Spellings =
    [
        "abc+def/ghi==jklmnop",
        "abc\\u002Bdef/ghi==jklmnop",
        "abc\\u002bdef\\/ghi\\u003d\\u003Djklmnop",
        "\\u0061bc+def\\/ghi==jklmno\\u0070",
        "\\u0061\\u0062\\u0063\\u002b\\u0064\\u0065\\u0066\\u002f\\u0067\\u0068\\u0069\\u003d\\u003d\\u006a\\u006b\\u006c\\u006d\\u006e\\u006f\\u0070",
        "abc\\\\u002Bdef\\\\/ghi==jklmnop",
        "{\\\"token\\\":\\\"abc+def\\\\/ghi==jklmnop\\\"}",
    ];

    [Test]
    public async Task Token_InAResult_IsMasked([ValueSource(nameof(Doors))] Door door, [ValueSource(nameof(Spellings))] string spelling) => await ShouldBeMaskedAsync(
        door, Fault.Body($"data: {{\"jsonrpc\":\"2.0\",\"id\":{{id}},\"result\":{{\"content\":[{{\"type\":\"text\",\"text\":\"x {spelling} y\"}}],\"isError\":true}}}}\n\n"));

    [Test]
    public async Task Token_InAJsonResult_IsMasked([ValueSource(nameof(Doors))] Door door, [ValueSource(nameof(Spellings))] string spelling) => await ShouldBeMaskedAsync(
        door, Fault.Body($"{{\"jsonrpc\":\"2.0\",\"id\":{{id}},\"result\":{{\"content\":[],\"{spelling}\":1}}}}", "application/json"));

    [Test]
    public async Task Token_InAnError_IsMasked([ValueSource(nameof(Doors))] Door door, [ValueSource(nameof(Spellings))] string spelling) => await ShouldBeMaskedAsync(
        door, Fault.Body($"data: {{\"jsonrpc\":\"2.0\",\"id\":{{id}},\"error\":{{\"code\":-32000,\"message\":\"x {spelling} y\",\"data\":\"{spelling}\"}}}}\n\n"));

    [Test]
    public async Task Token_AroundTheMessage_IsMasked([ValueSource(nameof(Doors))] Door door) => await ShouldBeMaskedAsync(
        door, Fault.Body($": {Token}\nid: {Token}\nevent: message\ndata: {{answer}}\n\nevent: {Token}\ndata: {Token}\n\n: {Token}\n\n"), mustShowMask: door is Door.Session or Door.Forward or Door.Sse);

    [Test]
    public async Task Token_WithAQuotationMark_IsMasked([ValueSource(nameof(Doors))] Door door)
    {
        const string Quoted = "abc\"def/ghi==jklmnop";
        var answer = await CallAsync(
            door,
            Fault.Body($$$""": {{{Quoted}}}{{{"\n"}}}id: {{{Quoted}}}{{{"\n"}}}data: {"jsonrpc":"2.0","id":{id},"result":{"content":[{"type":"text","text":"x abc\"def\/ghi==jklmnop abc\u0022def/ghi==jklmnop y"}]}}{{{"\n\n"}}}event: {{{Quoted}}}{{{"\n"}}}data: {{{Quoted}}}{{{"\n\n"}}}"""),
            Quoted.Replace("\"", "\\\"", StringComparison.Ordinal)); // as it stands in the request that makes the tenant

        answer.Raw.ShouldContain("x *** *** y");
        answer.Raw.ShouldNotContain("ghi==jklmnop");
    }

    [Test]
    public async Task Token_InAListOfTools_IsMasked()
    {
        var tenant = await Gateway.CreateTenantAsync(Token);
        Upstream.Fault("tools/list", Fault.Body($"data: {{\"jsonrpc\":\"2.0\",\"id\":{{id}},\"result\":{{\"tools\":[{{\"name\":\"echo\",\"description\":\"{Spellings[2]}\"}}]}}}}\n\n"), times: 1);

        using var response = await tenant.SendAsync("listTools");

        Decoded(await response.Content.ReadAsStringAsync()).ShouldNotContain(Token);
    }

    [Test]
    public async Task Token_InWhatTheUpstreamSaysOfItself_IsMasked()
    {
        var tenant = await Gateway.CreateTenantAsync(Token);
        Upstream.Fault("initialize", Fault.Body($"data: {{\"jsonrpc\":\"2.0\",\"id\":{{id}},\"result\":{{\"protocolVersion\":\"2025-06-18\",\"capabilities\":{{}},\"serverInfo\":{{\"name\":\"{Token}\"}}}}}}\n\n"), times: 1);
        Upstream.Fault("notifications/initialized", Fault.Status(202), times: 1);
        const string Discover = """{"jsonrpc":"2.0","id":1,"method":"server/discover","params":{"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}}}""";

        using var response = await tenant.McpAsync(Discover, null, ("MCP-Protocol-Version", Revision), ("Mcp-Method", "server/discover"));

        var text = await response.Content.ReadAsStringAsync();
        text.ShouldContain("***");
        text.ShouldNotContain(Token);
    }

    [TestCase(Door.Rest)]
    [TestCase(Door.Session)]
    [TestCase(Door.Bridge)]
    [TestCase(Door.Sse)]
    public async Task SessionId_OfTheUpstream_IsMasked(Door door)
    {
        var answer = await CallAsync(door, Fault.Body(
            ": {session}\nid: {session}_1\ndata: {\"jsonrpc\":\"2.0\",\"id\":{id},\"result\":{\"content\":[{\"type\":\"text\",\"text\":\"session {session}\"}]}}\n\n"));

        answer.Raw.ShouldContain("session ***");
        foreach (var session in Upstream.Sessions) answer.Raw.ShouldNotContain(session.Id);
    }

    private async Task ShouldBeMaskedAsync(Door door, Fault fault, bool mustShowMask = true)
    {
        var answer = await CallAsync(door, fault, Token);

        if (mustShowMask) answer.Raw.ShouldContain("***");
        Decoded(answer.Raw).ShouldNotContain(Token, Case.Sensitive, answer.Raw);
    }

    [GeneratedRegex("""\\+(?<escaped>u[0-9a-fA-F]{4}|/)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Escape();

    /// <summary>The text as a reader has it who decodes what stands within JSON, too.</summary>
    private static string Decoded(string raw)
    {
        for (var level = 0; level < 3; level++) raw = Escape().Replace(raw, m => m.Groups["escaped"].Value is "/" ? "/" : ((char)Convert.ToInt32(m.Groups["escaped"].Value[1..], 16)).ToString());
        return raw;
    }
}
