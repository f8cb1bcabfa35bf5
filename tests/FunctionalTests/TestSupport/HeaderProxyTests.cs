using System.Net;
using System.Text;
using McpService.Common.Proxies;
using McpService.Common.Upstreams;
using NUnit.Framework;
using Shouldly;

namespace McpService.FunctionalTests.TestSupport;

[TestFixture]
internal sealed class HeaderProxyTests
{
    private ScriptableUpstream _upstream = null!;
    private HeaderProxy _proxy = null!;
    private HttpClient _http = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _upstream = await ScriptableUpstream.StartAsync();
        _proxy = await HeaderProxy.StartAsync(
            _upstream.Address, new Dictionary<string, string>(StringComparer.Ordinal) { ["Authorization"] = "Bearer key" });
        _http = new HttpClient();
    }

    [TearDown]
    public async Task StopAsync()
    {
        _http.Dispose();
        await _proxy.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Test]
    public async Task Request_WithoutCredential_GetsIt()
    {
        using var answer = await SendAsync(Rpc.Request("1", "tools/list"));
        _upstream.Record.Requests[^1].Token.ShouldBe("key");
    }

    [Test]
    public async Task Refusal_StatusAndBody_ArriveUnchanged()
    {
        using var answer = await SendAsync(Rpc.Request("1", "tools/list"));
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("Bad Request: Server not initialized");
    }

    [Test]
    public async Task Origin_OfProxy_NamesTarget()
    {
        using var answer = await SendAsync(Rpc.Request("1", "tools/list"), _proxy.Address.GetLeftPart(UriPartial.Authority));
        _upstream.Record.Requests[^1].Headers["Origin"].ShouldBe(_upstream.Address.GetLeftPart(UriPartial.Authority));
    }

    private Task<HttpResponseMessage> SendAsync(string message, string? origin = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, _proxy.Address) { Content = new StringContent(message, Encoding.UTF8, "application/json") };
        request.Headers.Add("Accept", "application/json, text/event-stream");
        if (origin is not null) request.Headers.Add("Origin", origin);
        return _http.SendAsync(request);
    }
}
