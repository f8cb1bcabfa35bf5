using System.IO.Compression;
using System.Text;
using McpService.Application;

namespace McpService.FunctionalTests.Cases;

/// <summary>Cases 35 to 45: bodies. Over REST what is no JSON of one meaning is refused; over MCP what is inside a call's arguments is the upstream's to judge, and passes to the byte.</summary>
internal sealed class InputBodyCases : InputFixture
{
    [Test]
    public async Task Case035_NoObject_400()
    {
        AllShouldBe(await ToEveryRouteAsync("", "null", "[]", "5", "\"x\"", "{\"a\":"), 400);
    }

    [Test]
    public async Task Case036_OtherContentType_415()
    {
        string[] types = ["", "text/plain", "application/x-www-form-urlencoded", "application/xml", "application/json; charset=bogus"];

        AllShouldBe(await Task.WhenAll(Routes.SelectMany(route => types.Select(type => BytesAsync(route, "{}", type)))), 415);
    }

    [Test]
    public async Task Case037_KeyTwice_400()
    {
        AllShouldBe(await Task.WhenAll(new[] { Tool, Tenants, Token }.SelectMany(route => new[] { """{"key":"x","key":"y"}""", """{"params":{"a":[{"b":1,"b":2}]}}""" }.Select(body => BytesAsync(route, body)))), 400);
        string[] twice =
        [
            """{"jsonrpc":"2.0","id":1,"id":2,"method":"tools/call","params":{"name":"echo"}}""",
            """{"jsonrpc":"2.0","id":1,"method":"ping","method":"tools/call","params":{"name":"echo"}}""",
            """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo"},"params":{"name":"whoami"}}""",
            """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo","name":"whoami"}}""",
            """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo","arguments":{},"arguments":{"a":1}}}""",
        ];
        AllShouldBe(await Task.WhenAll(twice.Select(body => BytesAsync(Mcp, body))), 400);
    }

    [Test]
    public async Task Case038_Nul_400()
    {
        AllShouldBe(await Task.WhenAll(
            BytesAsync(Tool, """{"method":"a\u0000"}"""),
            BytesAsync(Tool, """{"method":"echo","params":{"a":"\u0000"}}"""),
            BytesAsync(Tenants, """{"name":"a\u0000","integrationKey":"hubspot","integrationAppToken":"x"}"""),
            BytesAsync(Tenants, """{"integrationKey":"hubspot","integrationAppToken":"x\u0000"}"""),
            BytesAsync(Token, """{"key":"\u0000"}""")), 400);
        CodeOf(await PostAsync(CaseDoor.Mcp, A.TenantId, CallOf(CaseDoor.Mcp, "a\0", "{}"), [A.KeyHeader])).ShouldBeOneOf("-32602", "-32020");
    }

    [Test]
    public async Task Case039_NoUtf8_400()
    {
        AllShouldBe(await ToEveryRouteAsync("""{"name":"\ud800"}""", "{\"name\":\"\u00ff\"}", "{\"name\":\"\u00c0\u00af\"}", "\u00ef\u00bb\u00bf{}", "{\0}\0"), 400);
    }

    [Test]
    public async Task Case040_Depth()
    {
        await ShouldPassUnchangedAsync(CaseDoor.Rest, $$"""{"a":{{Nested(30)}}}""");
        await ShouldPassUnchangedAsync(CaseDoor.Mcp, $$"""{"a":{{Nested(60)}}}""");
        ShouldBeRefused(await CallAsync(CaseDoor.Rest, A.TenantId, "echo", $$"""{"a":{{Nested(31)}}}""", A.KeyHeader), 400);

        AllShouldBe(await ToEveryRouteAsync(new string('[', 100_000)), 400);
    }

    [Test]
    public async Task Case041_ManyKeysAndValues_AreBounded()
    {
        var keys = string.Join(",", Enumerable.Range(0, 5001).Select(i => $"\"k{i}\":0"));
        ShouldBeRefused(await CallAsync(CaseDoor.Rest, A.TenantId, "echo", $$"""{ {{keys}} }""", A.KeyHeader), 400);

        var values = string.Concat(Enumerable.Repeat("0,", 1_000_000));
        AllShouldBe(await Task.WhenAll(new[] { Tool, Tenants, Token }.Select(route => BytesAsync(route, $$"""{"a":[{{values}}0]}"""))), 400, 413);
    }

    [Test]
    public async Task Case042_Length_AroundTheLimit()
    {
        foreach (var route in Routes)
        {
            var limit = route is Mcp ? Bounds.Message : Bounds.Body;
            AllShouldBe([await BytesAsync(route, Padded(limit - 1)), await BytesAsync(route, Padded(limit)), await BytesAsync(route, Padded(limit), chunked: true)], 400);
            AllShouldBe([await BytesAsync(route, Padded(limit + 1)), await BytesAsync(route, Padded(limit + 1), chunked: true)], 413);
        }
    }

    [Test]
    public async Task Case043_Compressed_415()
    {
        var bomb = new MemoryStream();
        using (var gzip = new GZipStream(bomb, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(new byte[64 * 1024 * 1024]);

        AllShouldBe(await Task.WhenAll(Routes.Select(route => BytesAsync(route, Encoding.Latin1.GetString(bomb.ToArray()), encoding: "gzip"))), 415);
    }

    [Test]
    public async Task Case044_Numbers_PassUnchanged([Values] CaseDoor door) =>
        await ShouldPassUnchangedAsync(door, $$"""{"a":1e999,"b":-0,"c":1.0,"d":{{new string('7', 400)}}}""");

    [Test]
    public async Task Case045_ReservedNames_PassUnchanged([Values] CaseDoor door) => await ShouldPassUnchangedAsync(door, """{"__proto__":{"x":1},"$type":"T","$ref":"#/x"}""");

    [Test]
    public async Task Case045_UnknownTopLevelField_400() => AllShouldBe(
        [
            await BytesAsync(Tool, """{"method":"echo","colour":1}"""),
            await BytesAsync(Tenants, """{"integrationKey":"hubspot","integrationAppToken":"x","colour":1}"""),
            await BytesAsync(Token, """{"key":"x","colour":1}"""),
        ],
        400);

    private static string Nested(int depth) => new string('[', depth) + new string(']', depth);

    private static string Padded(int length) => new string(' ', length - 7) + """{"a":1}""";
}
