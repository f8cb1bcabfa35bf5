using McpService.Application;
using McpService.WebApi.Bodies;
using McpService.WebApi.Errors;
using Microsoft.AspNetCore.Http;

namespace McpService.UnitTests.WebApi.Bodies;

/// <summary>Cases 36, 42 and 43 at their root.</summary>
internal sealed class RequestBodyTests
{
    [TestCase("application/json")]
    [TestCase("Application/JSON; charset=UTF-8")]
    [TestCase("application/json; charset=\"utf-8\"")]
    [TestCase("application/vnd.acme+json")]
    public async Task Read_JsonType_Passes(string contentType)
    {
        using var body = await RequestBody.ReadAsync(Request("{}"u8.ToArray(), contentType), Bounds.Body, CancellationToken.None);
        body.Bytes.ToArray().ShouldBe("{}"u8.ToArray());
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("text/plain")]
    [TestCase("text/json")]
    [TestCase("application/xml")]
    [TestCase("application/x-www-form-urlencoded")]
    [TestCase("application/json; charset=bogus")]
    [TestCase("application/json; charset=utf-16")]
    [TestCase("application/json; charset=latin1")]
    [TestCase("nonsense")]
    public async Task Read_OtherType_Is415(string? contentType) => (await RefusalOf(Request("{}"u8.ToArray(), contentType))).ShouldBe(415);

    [TestCase("gzip")]
    [TestCase("br")]
    [TestCase("identity, gzip")]
    public async Task Read_Compressed_Is415(string encoding)
    {
        var request = Request("{}"u8.ToArray());
        request.Headers.ContentEncoding = encoding;
        (await RefusalOf(request)).ShouldBe(415);
    }

    [TestCase(-1, true, ExpectedResult = 0)]
    [TestCase(0, true, ExpectedResult = 0)]
    [TestCase(1, true, ExpectedResult = 413)]
    [TestCase(-1, false, ExpectedResult = 0)]
    [TestCase(0, false, ExpectedResult = 0)]
    [TestCase(1, false, ExpectedResult = 413)]
    public async Task<int> Read_AroundTheLimit_WithAndWithoutLength(int excess, bool hasLength)
    {
        var bytes = new byte[Bounds.Body + excess];
        var request = Request(bytes);
        request.ContentLength = hasLength ? bytes.Length : null;
        return await RefusalOf(request);
    }

    private static HttpRequest Request(byte[] body, string? contentType = "application/json")
    {
        var request = new DefaultHttpContext().Request;
        request.Body = new MemoryStream(body);
        request.ContentType = contentType;
        return request;
    }

    private static async Task<int> RefusalOf(HttpRequest request)
    {
        try
        {
            using var body = await RequestBody.ReadAsync(request, Bounds.Body, CancellationToken.None);
            return 0;
        }
        catch (RequestRefusedException refused)
        {
            return refused.Problem.Status;
        }
    }
}
