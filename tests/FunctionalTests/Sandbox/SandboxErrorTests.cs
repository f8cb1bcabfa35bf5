using System.Net;
using System.Text;
using System.Text.Json;
using McpService.Common.Upstreams.Conformance;
using NUnit.Framework;
using Shouldly;

namespace McpService.FunctionalTests.Sandbox;

[TestFixture]
internal sealed class SandboxErrorTests
{
    private const string ListTools = """{"jsonrpc":"2.0","id":2,"method":"tools/list"}""";

    private SandboxHost _sandbox = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _sandbox = await SandboxHost.StartAsync();

    [OneTimeTearDown]
    public async Task StopAsync() => await _sandbox.DisposeAsync();

    [TestCase("POST")]
    [TestCase("GET")]
    [TestCase("DELETE")]
    public async Task Request_NoToken_IsUnauthorized(string method)
    {
        using var response = await _sandbox.Http.SendAsync(_sandbox.Request(new HttpMethod(method), token: null));

        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        response.Headers.WwwAuthenticate.ShouldBeEmpty();
        (await response.Content.ReadAsStringAsync()).ShouldBe("""{"error":"Unauthorized: No token provided"}""");
    }

    [Test]
    public async Task Post_UnknownSession_IsRefusedWithKnownText()
    {
        using var response = await _sandbox.PostAsync(ListTools, session: "lost");

        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
        (await response.Content.ReadAsStringAsync()).ShouldBe(
            """{"jsonrpc":"2.0","error":{"code":-32000,"message":"Bad Request: No valid session ID provided"},"id":null}""");
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Test]
    public async Task Delete_UnknownSession_IsRefusedWithKnownText()
    {
        using var response = await _sandbox.Http.SendAsync(_sandbox.Request(HttpMethod.Delete, session: "lost"));

        await ShouldBeErrorAsync(response, HttpStatusCode.BadRequest, -32000, "Bad Request: No valid session ID provided");
    }

    [Test]
    public async Task Get_UnknownSession_IsServerFaultInText()
    {
        using var response = await _sandbox.OpenStreamAsync("lost");

        response.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        (await response.Content.ReadAsStringAsync()).ShouldBe("Error processing MCP GET request");
    }

    [Test]
    public async Task Get_NoSession_IsRefusedWithKnownText()
    {
        using var response = await _sandbox.Http.SendAsync(_sandbox.Request(HttpMethod.Get));

        await ShouldBeErrorAsync(response, HttpStatusCode.BadRequest, -32000, "Bad Request: No valid session ID provided");
    }

    [TestCase(ListTools)]
    [TestCase("""{"jsonrpc":"2.0","method":"notifications/initialized"}""")]
    [TestCase("""{"jsonrpc":"2.0","id":1,"method":"initialize","params":{}}""")]
    public async Task Post_NoSessionAndNotInitialize_IsNotInitialized(string message)
    {
        using var response = await _sandbox.PostAsync(message);

        response.Content.Headers.ContentType.ShouldBeNull("the transport of the real server sends none");
        await ShouldBeErrorAsync(response, HttpStatusCode.BadRequest, -32000, "Bad Request: Server not initialized");
    }

    [Test]
    public async Task Post_InitializeOnSession_IsAlreadyInitialized()
    {
        var session = await _sandbox.OpenSessionAsync();

        using var response = await _sandbox.PostAsync(SandboxHost.InitializeMessage, session);

        await ShouldBeErrorAsync(response, HttpStatusCode.BadRequest, -32600, "Invalid Request: Server already initialized");
    }

    [TestCase("POST")]
    [TestCase("GET")]
    [TestCase("DELETE")]
    public async Task Request_UnsupportedVersion_IsRefused(string method)
    {
        var request = _sandbox.Request(new HttpMethod(method), await _sandbox.OpenSessionAsync());
        request.Headers.Add("MCP-Protocol-Version", "2025-11-25");
        request.Content = string.Equals(method, "POST", StringComparison.Ordinal)
            ? new StringContent(ListTools, Encoding.UTF8, "application/json")
            : null;

        using var response = await _sandbox.Http.SendAsync(request);

        await ShouldBeErrorAsync(
            response,
            HttpStatusCode.BadRequest,
            -32000,
            "Bad Request: Unsupported protocol version (supported versions: 2025-06-18, 2025-03-26, 2024-11-05, 2024-10-07)");
    }

    [TestCase("POST", "application/json")]
    [TestCase("POST", "text/event-stream")]
    [TestCase("GET", "application/json")]
    public async Task Request_WrongAccept_IsNotAcceptable(string method, string accept)
    {
        var request = _sandbox.Request(new HttpMethod(method), await _sandbox.OpenSessionAsync());
        request.Headers.Accept.Clear();
        request.Headers.Accept.ParseAdd(accept);
        request.Content = string.Equals(method, "POST", StringComparison.Ordinal)
            ? new StringContent(ListTools, Encoding.UTF8, "application/json")
            : null;

        using var response = await _sandbox.Http.SendAsync(request);

        response.StatusCode.ShouldBe(HttpStatusCode.NotAcceptable);
        (await ErrorOfAsync(response)).GetProperty("code").GetInt32().ShouldBe(-32000);
    }

    [Test]
    public async Task Post_NotJsonByType_IsUnsupportedMediaType()
    {
        var request = _sandbox.Request(HttpMethod.Post);
        request.Content = new StringContent(SandboxHost.InitializeMessage, Encoding.UTF8, "text/plain");

        using var response = await _sandbox.Http.SendAsync(request);

        response.StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
    }

    [TestCase("{")]
    [TestCase("\"text\"")]
    [TestCase("")]
    public async Task Post_MalformedJson_ShowsStackTrace(string body)
    {
        using var response = await _sandbox.PostAsync(body, token: null);

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.Content.ReadAsStringAsync()).ShouldContain("at JSON.parse");
    }

    [TestCase("""{"hello":"world"}""")]
    [TestCase("""[{"jsonrpc":"2.0","id":null,"method":"ping"}]""")]
    public async Task Post_NotJsonRpc_IsParseError(string body)
    {
        using var response = await _sandbox.PostAsync(body);

        await ShouldBeErrorAsync(response, HttpStatusCode.BadRequest, -32700, "Parse error");
    }

    [TestCase("""{"jsonrpc":"2.0","id":"\ud800","method":"ping"}""")]
    [TestCase("""{"jsonrpc":"2.0","id":2,"method":"\ud800"}""")]
    [TestCase("""{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"\ud800"}}""")]
    [TestCase(""" {"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"notion_create-page","arguments":{"title":"\ud800"}}} """)]
    public async Task Post_LoneSurrogate_IsServerFault(string body)
    {
        var session = await _sandbox.OpenSessionAsync();

        using var response = await _sandbox.PostAsync(body, session);

        await ShouldBeErrorAsync(response, HttpStatusCode.InternalServerError, -32603, "Internal server error");
    }

    [TestCase(100 * 1024, HttpStatusCode.OK)]
    [TestCase((100 * 1024) + 1, HttpStatusCode.RequestEntityTooLarge)]
    public async Task Post_AroundLimit_IsTooLargeBeyondIt(int length, HttpStatusCode expected)
    {
        using var response = await _sandbox.PostAsync(SandboxHost.InitializeMessage.PadRight(length));

        response.StatusCode.ShouldBe(expected);
    }

    private static async Task ShouldBeErrorAsync(HttpResponseMessage response, HttpStatusCode status, int code, string message)
    {
        response.StatusCode.ShouldBe(status);
        var error = await ErrorOfAsync(response);
        error.GetProperty("code").GetInt32().ShouldBe(code);
        error.GetProperty("message").GetString().ShouldBe(message);
    }

    private static async Task<JsonElement> ErrorOfAsync(HttpResponseMessage response) =>
        JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync()).GetProperty("error");
}
