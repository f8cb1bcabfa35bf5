using System.Net.Http.Headers;
using System.Text;
using McpService.Application;
using McpService.Common.Gateway;
using McpService.Domain.Tenants;
using McpService.Infrastructure.Security.ApiKeys;

namespace McpService.FunctionalTests.Api;

/// <summary>Cases 35 to 48: what may come in, on every route that takes a body.</summary>
internal sealed class BodyTests : ApiFixture
{
    private const string Tool = "tool";
    private const string Tenants = "/api/tenants";
    private const string Token = "/api/auth/token";

    private static readonly string[] Routes = [Tool, Tenants, Token];

    private static IEnumerable<object[]> OnEveryRoute(params string[] values) => Routes.SelectMany(r => values.Select(v => new object[] { r, v }));

    private static IEnumerable<object[]> NoObjects => OnEveryRoute("", "null", "[]", "5", "\"x\"", "{\"a\":").Where(c => c is not [Token, ""]); // a token needs no body where one is renewed

    private static IEnumerable<object[]> OtherTypes => OnEveryRoute("", "text/plain", "application/x-www-form-urlencoded", "application/xml", "application/json; charset=bogus");

    private static IEnumerable<object[]> Ambiguous => OnEveryRoute(
        """{"key":"x","key":"y"}""", """{"params":{"a":[{"b":1,"b":2}]}}""", """{"name":"a\u0000"}""", """{"name":"\ud800"}""", "{\"name\":\"\u00ff\"}", "\u00ef\u00bb\u00bf{}", "{\0}\0");

    [TestCaseSource(nameof(NoObjects))]
    public async Task Case35_NotAnObject_400NamesTheBody(string route, string body)
    {
        var answer = await PostAsync(route, body);
        ShouldBeProblem(answer, 400, "validation_failed");
        answer.FaultyFields.ShouldHaveSingleItem().ShouldBeOneOf("body", "a");
    }

    [TestCaseSource(nameof(OtherTypes))]
    public async Task Case36_OtherContentType_415(string route, string contentType) =>
        ShouldBeProblem(await PostAsync(route, "{}", contentType), 415, "unsupported_media_type");

    [TestCaseSource(nameof(Ambiguous))]
    public async Task Case37To39_Ambiguous_400(string route, string body) => ShouldBeProblem(await PostAsync(route, body), 400, "validation_failed");

    [Test]
    public async Task Case40_Depth_32Passes33DoesNot()
    {
        // The body itself and params are the first two.
        ((int)(await A.ToolAsync($$$"""{"method":"echo","params":{"a":{{{Nested(30)}}}}}""")).Status).ShouldBe(200);
        (await A.ToolAsync($$$"""{"method":"echo","params":{"a":{{{Nested(31)}}}}}""")).FaultyFields.ShouldHaveSingleItem().ShouldStartWith("params.a[0][0]");
        ShouldBeProblem(await PostAsync(Tenants, new string('[', 100_000)), 400, "validation_failed");
    }

    [Test]
    public async Task Case41_TooManyKeysOrValues_400Or413()
    {
        var keys = string.Join(",", Enumerable.Range(0, 5001).Select(i => $"\"k{i}\":0"));
        ShouldBeProblem(await A.ToolAsync($$$"""{"method":"echo","params":{ {{{keys}}} }}"""), 400, "validation_failed");
        ShouldBeProblem(await A.ToolAsync($$$"""{"method":"echo","params":{"a":[{{{string.Join(",", Enumerable.Repeat("0", 1_000_000))}}}]}}"""), 413, "body_too_large");
    }

    [TestCase(-1, false, 400)]
    [TestCase(0, false, 400)]
    [TestCase(1, false, 413)]
    [TestCase(0, true, 400)]
    [TestCase(1, true, 413)]
    public async Task Case42_BodyAroundTheLimit(int excess, bool chunked, int status)
    {
        var body = new string(' ', Bounds.Body + excess - 7) + """{"a":1}""";
        foreach (var route in Routes) ((int)(await PostAsync(route, body, chunked: chunked)).Status).ShouldBe(status);
    }

    [Test]
    public async Task Case43_Compressed_415()
    {
        foreach (var route in Routes) ShouldBeProblem(await PostAsync(route, "{}", encoding: "gzip"), 415, "unsupported_media_type");
    }

    [TestCase("""{"a":1e999,"b":-0,"c":1.0,"d":123456789012345678901234567890123456789012345678901234567890}""")]
    [TestCase("""{"__proto__":{"x":1},"$type":"T","$ref":"#/x"}""")]
    [TestCase("""{ "spaced" : [ 1 , 2 ], "escaped":"\u0041\/" }""")]
    public async Task Case44And45_Params_PassUnchanged(string parameters)
    {
        var answer = await A.ToolAsync($$"""{"method":"echo","params":{{parameters}}}""");
        answer.Text.ShouldContain($"\"structuredContent\":{parameters}");
    }

    [Test]
    public async Task Case45_UnknownFields_400NamesThemAll()
    {
        (await A.ToolAsync("""{"method":"echo","colour":1,"$type":"x"}""")).FaultyFields.ShouldBe(["colour", "$type"]);
        (await PostAsync(Tenants, """{"colour":1,"workspace":{"key":5,"colour":1}}""")).FaultyFields
            .ShouldBe(["colour", "workspace.key", "workspace.colour", "integrationKey", "workspace.userId", "workspace.secret"], ignoreOrder: true);
    }

    [TestCase("\"\"")]
    [TestCase("\"a\\u202eb\"")]
    [TestCase("\"a\\u200bb\"")]
    [TestCase("5")]
    public async Task Case46_UnreadableName_400(string name) =>
        (await PostAsync(Tenants, $$"""{"name":{{name}},"integrationKey":"hubspot","integrationAppToken":"x"}""")).FaultyFields.ShouldBe(["name"]);

    [TestCase("<script>alert(1)</script>")]
    [TestCase("'; DROP TABLE tenants; --")]
    public async Task Case46_NameWithMarkup_StoredAsItIsAndEscaped(string name)
    {
        var answer = await PostAsync(Tenants, $$"""{"name":"{{name}}","integrationKey":"hubspot","integrationAppToken":"x"}""");
        ((int)answer.Status).ShouldBe(201);
        answer.Json.GetProperty("name").GetString().ShouldBe(name);
        answer.Text.ShouldNotContain("<script>");
    }

    [TestCase("a\\r\\nX-Evil: 1")]
    [TestCase("a b")]
    [TestCase("\\u00e4")]
    public async Task Case47_TokenThatFitsNoHeader_400(string token) =>
        (await PostAsync(Tenants, $$"""{"integrationKey":"hubspot","integrationAppToken":"{{token}}"}""")).FaultyFields.ShouldBe(["integrationAppToken"]);

    [TestCase("a\\r\\nX-Evil: 1")]
    [TestCase("../x")]
    [TestCase("")]
    public async Task Case48_ToolNameThatIsNone_400(string name)
    {
        var hits = Upstream.Record.TotalHits;
        (await A.ToolAsync($$"""{"method":"{{name}}"}""")).FaultyFields.ShouldBe(["method"]);
        (await A.ToolAsync($$$"""{"method":"tools/call","params":{"name":"{{{name}}}"}}""")).FaultyFields.ShouldBe(["params.name"]);
        Upstream.Record.TotalHits.ShouldBe(hits);
    }

    [Test]
    public async Task Case48_LongToolName_400() => (await A.ToolAsync($$"""{"method":"{{new string('x', 10_240)}}"}""")).FaultyFields.ShouldBe(["method"]);

    private static string Nested(int depth) => new string('[', depth) + new string(']', depth);

    private async Task<Answer> PostAsync(string route, string body, string contentType = "application/json", bool chunked = false, string? encoding = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, route == Tool ? A.ToolPath : route);
        request.Content = new ByteArrayContent(Encoding.Latin1.GetBytes(body));
        if (contentType.Length > 0) request.Content.Headers.Add("Content-Type", contentType);
        if (encoding is not null) request.Content.Headers.ContentEncoding.Add(encoding);
        request.Headers.TransferEncodingChunked = chunked ? true : null;
        if (route == Tool) request.Headers.Add("x-api-key", A.ApiKey);
        if (route == Tenants) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", AdminOptions.SampleKey);
        using var response = await Gateway.Client.SendAsync(request);
        return await Answer.ReadAsync(response);
    }
}
