using System.Text;
using McpService.Application.Upstream;
using McpService.WebApi.Tools;
using Microsoft.AspNetCore.Http;

namespace McpService.UnitTests.WebApi.Tools;

internal sealed class ToolAnswerTests
{
    [TestCase("{}", """{"isError":false}""")]
    [TestCase("{ \n}", "{ \n\"isError\":false}")]
    [TestCase("""{"content":[]}""", """{"content":[],"isError":false}""")]
    [TestCase("{\"a\":\"}\"  } \n\t", "{\"a\":\"}\"  ,\"isError\":false}")]
    [TestCase("""{"a":{}}""", """{"a":{},"isError":false}""")]
    [TestCase("""{"a":"{"}""", """{"a":"{","isError":false}""")]
    public async Task Write_WithoutIsError_WritesItOut(string json, string expected) => (await Written(json, isError: null)).ShouldBe(expected);

    [TestCase("""{"isError":true , "x":1.0}""", true)]
    [TestCase("""{"content":[],"isError":false}  """, false)]
    public async Task Write_WithIsError_PassesTheBytes(string json, bool isError) => (await Written(json, isError)).ShouldBe(json);

    [Test]
    public async Task Write_Tools_JoinsTheBytes()
    {
        (await Listed()).ShouldBe("""{"tools":[]}""");
        (await Listed("""{"name":"a" }""", """{"name":"b","x":1e999}""")).ShouldBe("""{"tools":[{"name":"a" },{"name":"b","x":1e999}]}""");
    }

    private static Task<string> Written(string json, bool? isError) => AnswerOf(async response =>
    {
        using var result = new ToolResult(null, Encoding.UTF8.GetBytes(json), isError);
        await ToolAnswer.WriteAsync(response, result, CancellationToken.None);
    });

    private static Task<string> Listed(params string[] tools) =>
        AnswerOf(response => ToolAnswer.WriteAsync(response, [.. tools.Select(t => new ToolDefinition("", Encoding.UTF8.GetBytes(t)))], CancellationToken.None));

    private static async Task<string> AnswerOf(Func<HttpResponse, Task> write)
    {
        var body = new MemoryStream();
        var response = new DefaultHttpContext().Response;
        response.Body = body;
        await write(response);
        response.ContentLength.ShouldBe(body.Length);
        response.ContentType.ShouldBe("application/json; charset=utf-8");
        return Encoding.UTF8.GetString(body.ToArray());
    }
}
