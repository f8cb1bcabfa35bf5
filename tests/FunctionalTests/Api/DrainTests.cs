using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using McpService.Common.Databases;
using McpService.Common.Gateway;
using McpService.Common.Upstreams;
using McpService.Common.Waiting;

namespace McpService.FunctionalTests.Api;

/// <summary>Case 84 and the row of SIGTERM in the failure table, with the process that operators run.</summary>
[NonParallelizable]
internal sealed class DrainTests
{
    private const string Initialize =
        """{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"test","version":"1"}}}""";

    private const string NobodyListens = "refused";

    private volatile bool _isRefused;
    private SqliteDatabase _database = null!;
    private ScriptableUpstream _upstream = null!;
    private GatewayProcess _gateway = null!;
    private (string TenantId, string ApiKey) _tenant;

    [SetUp]
    public async Task StartAsync()
    {
        _isRefused = false;
        _database = new SqliteDatabase();
        _upstream = await ScriptableUpstream.StartAsync();
        _upstream.Settings.GetStreams = true;
        _gateway = await GatewayProcess.StartAsync(_database.Url, _upstream.Address, GatewayProcess.NewKey("k1"), more: ("DRAIN_SECONDS", "3"));
        await _gateway.ReadyAsync();
        _tenant = await _gateway.CreateTenantAsync();
    }

    [TearDown]
    public async Task StopAsync()
    {
        await _gateway.DisposeAsync();
        await _upstream.DisposeAsync();
        _database.Dispose();
    }

    [Test]
    public async Task Sigterm_ServesAsEverWhileItDrains_FinishesWhatItHasBegun_AndExits0()
    {
        var release = new TaskCompletionSource();
        var arrived = new TaskCompletionSource();
        _upstream.OnCall("slow", async _ =>
        {
            arrived.TrySetResult();
            await release.Task;
            return """{"content":[]}""";
        });
        _upstream.SetTools("""[{"name":"slow","inputSchema":{"type":"object"}},{"name":"whoami","inputSchema":{"type":"object"}}]""");
        using var idle = await ListenAsync();
        var slow = CallAsync("slow");
        await arrived.Task.WaitAsync(WaitLimit.Default);

        var since = TimeProvider.System.GetTimestamp();
        _gateway.BeginStop();
        await Eventually.TrueAsync(async _ => await ReadyAsync() == HttpStatusCode.ServiceUnavailable, "Not ready", TimeSpan.FromSeconds(2));

        using (var call = await CallAsync("whoami"))
        {
            call.StatusCode.ShouldBe(HttpStatusCode.OK);
            call.Headers.ConnectionClose.ShouldBe(true);
        }

        (await idle.Content.ReadAsStringAsync()).ShouldEndWith("retry: 1000\n\n");
        await Eventually.TrueAsync(async _ => await ReadyAsync() is null, "No listener any more", TimeSpan.FromSeconds(10));
        TimeProvider.System.GetElapsedTime(since).ShouldBeGreaterThan(TimeSpan.FromSeconds(2.5));
        slow.IsCompleted.ShouldBeFalse();

        release.SetResult();
        using (var answer = await slow) answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await _gateway.ExitAsync()).ShouldBe(0, _gateway.Output);
        TimeProvider.System.GetElapsedTime(since).ShouldBeLessThan(TimeSpan.FromSeconds(30));
    }

    /// <summary>
    /// A handshake that is done promises that somebody listens: a proxy has sent its request then, and must not repeat it. Each connection here waits a moment before it
    /// asks, as over a network, until there is no listener any more.
    /// </summary>
    [Test]
    public async Task Sigterm_ConnectionsUntilTheListenerIsClosed_AreAllServed()
    {
        _gateway.BeginStop();
        var asked = new List<Task<string?>>();
        while (!_isRefused)
        {
            asked.Add(AskAMomentLaterAsync());
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }

        var answers = await Task.WhenAll(asked);
        answers.ShouldAllBe(answer => answer == null || answer == NobodyListens || answer.StartsWith("HTTP/1.1 200"));
        answers.Count(a => a?.Length > NobodyListens.Length).ShouldBeGreaterThan(20);
        (await _gateway.ExitAsync()).ShouldBe(0, _gateway.Output);
    }

    [Test]
    public async Task Sigterm_SseStreamWaits_DoesNotHoldTheProcess()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/sse");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _tenant.ApiKey);
        using var stream = await _gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);

        var since = TimeProvider.System.GetTimestamp();
        _gateway.BeginStop();

        (await stream.Content.ReadAsStringAsync()).ShouldEndWith("retry: 1000\n\n");
        TimeProvider.System.GetElapsedTime(since).ShouldBeLessThan(TimeSpan.FromSeconds(2));
        (await _gateway.ExitAsync()).ShouldBe(0, _gateway.Output);
        TimeProvider.System.GetElapsedTime(since).ShouldBeLessThan(TimeSpan.FromSeconds(15));
    }

    private async Task<HttpResponseMessage> CallAsync(string tool)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/tenant/{_tenant.TenantId}/tool");
        request.Headers.Add("x-api-key", _tenant.ApiKey);
        request.Content = new StringContent($$$"""{"method":"{{{tool}}}","params":{}}""", Encoding.UTF8, "application/json");
        return await _gateway.Client.SendAsync(request);
    }

    private async Task<HttpResponseMessage> ListenAsync()
    {
        using var open = Mcp(HttpMethod.Post);
        open.Content = new StringContent(Initialize, Encoding.UTF8, "application/json");
        using var opened = await _gateway.Client.SendAsync(open);
        using var listen = Mcp(HttpMethod.Get);
        listen.Headers.Add("Mcp-Session-Id", opened.Headers.GetValues("Mcp-Session-Id").Single());
        var stream = await _gateway.Client.SendAsync(listen, HttpCompletionOption.ResponseHeadersRead);
        stream.StatusCode.ShouldBe(HttpStatusCode.OK);
        return stream;
    }

    private HttpRequestMessage Mcp(HttpMethod method)
    {
        var request = new HttpRequestMessage(method, "/mcp");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _tenant.ApiKey);
        request.Headers.Accept.ParseAdd("application/json, text/event-stream");
        return request;
    }

    /// <summary>What ready says; null where nobody listens.</summary>
    private async Task<HttpStatusCode?> ReadyAsync()
    {
        try
        {
            using var answer = await _gateway.Client.GetAsync(new Uri("/health/ready", UriKind.Relative));
            return answer.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    /// <returns>The answer, <see cref="NobodyListens"/>, or null where this machine was too busy to ask in time.</returns>
    private async Task<string?> AskAMomentLaterAsync()
    {
        var began = TimeProvider.System.GetTimestamp();
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(_gateway.Address.Host, _gateway.Address.Port);
        }
        catch (SocketException refused) when (refused.SocketErrorCode == SocketError.ConnectionRefused)
        {
            _isRefused = true;
            return NobodyListens;
        }

        await Task.Delay(TimeSpan.FromMilliseconds(150), TimeProvider.System);
        if (TimeProvider.System.GetElapsedTime(began) > TimeSpan.FromMilliseconds(500)) return null;
        try
        {
            await client.GetStream().WriteAsync("GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n"u8.ToArray());
            return await new StreamReader(client.GetStream()).ReadToEndAsync();
        }
        catch (IOException broken)
        {
            return broken.Message;
        }
    }
}
