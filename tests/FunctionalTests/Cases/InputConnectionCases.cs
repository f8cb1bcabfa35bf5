using System.Net;
using System.Net.Sockets;
using System.Text;
using McpService.Common.Gateway;

namespace McpService.FunctionalTests.Cases;

/// <summary>Cases 49 to 55: connections, verbs, origins.</summary>
internal sealed class InputConnectionCases : InputFixture
{
    /// <summary>The server's own limits: 10 s for the headers, 240 bytes a second after 5 s for the body.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(45);

    [Test]
    public async Task Case049_SlowHeadersAndSlowBodies_AreClosed()
    {
        var headers = DripAsync("POST / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ", TimeSpan.FromSeconds(5));
        var bodies = new[] { A.ToolPath, A.McpPath }.Select(path => DripAsync(
            $"POST {path} HTTP/1.1\r\nHost: localhost\r\nx-api-key: {A.ApiKey}\r\nAccept: application/json, text/event-stream\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n",
            TimeSpan.FromMilliseconds(200)));

        foreach (var answer in await Task.WhenAll([headers, .. bodies])) answer.ShouldBeOneOf("", "HTTP/1.1 408", "HTTP/1.1 400");
    }

    /// <summary>In full (<c>CASES=full</c>) a thousand.</summary>
    [Test]
    public async Task Case050_IdleSockets_HoldNobodyUp()
    {
        var sockets = new List<TcpClient>();
        try
        {
            for (var i = 0; i < (CaseStage.IsFull ? 1000 : 200); i++)
            {
                var socket = new TcpClient();
                sockets.Add(socket);
                await socket.ConnectAsync(Gateway.Address.Host, Gateway.Address.Port);
            }

            await CIsWellAsync();
        }
        finally
        {
            sockets.ForEach(s => s.Dispose());
        }
    }

    [Test]
    public async Task Case051_SmugglersRequests_GetOneAnswerOrNone([Values] CaseDoor door)
    {
        var start = $"POST {PathOf(door, A.TenantId)} HTTP/1.1\r\nHost: localhost\r\n";
        string[] requests =
        [
            $"{start}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            $"{start}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{{}}",
            $"{start}x-a: b\r\n c\r\nContent-Length: 2\r\n\r\n{{}}",
            $"{start}Transfer-Encoding: chunked\r\nContent-Length: 5\r\nx-api-key: {A.ApiKey}\r\nAccept: application/json, text/event-stream\r\nContent-Type: application/json\r\n\r\nzz\r\n",
        ];

        foreach (var received in await Task.WhenAll(requests.Select(RawAsync)))
        {
            received.Split("HTTP/1.1 ").Length.ShouldBeLessThanOrEqualTo(2, received);
            if (received.Length > 0) received.ShouldStartWith("HTTP/1.1 4");
        }
    }

    /// <summary>No body follows: an answer that waited for one would never come.</summary>
    [Test]
    public async Task Case052_ExpectWithoutCredentials_401BeforeTheBody([Values] CaseDoor door) =>
        (await RawAsync($"POST {PathOf(door, A.TenantId)} HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Type: application/json\r\nContent-Length: 1000\r\nConnection: close\r\n\r\n"))
            .ShouldStartWith("HTTP/1.1 401 ");

    /// <summary>Without TLS the gateway speaks HTTP/1.1 alone, so that there is no stream to reset: the preface of HTTP/2 is refused and the connection closed.</summary>
    [Test]
    public async Task Case053_Http2_IsNotThereToBeReset()
    {
        var received = await RawAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\u0004\0\0\0\0\0");

        if (received.Length > 0) received.ShouldNotStartWith("HTTP/1.1 2");
        await CIsWellAsync();
    }

    [TestCase("GET", "/nowhere", 404)]
    [TestCase("GET", "/api/tenants/a/b/c", 404)]
    [TestCase("TRACE", "/health", 405)]
    [TestCase("BREW", "/health/live", 405)]
    [TestCase("PUT", "/mcp", 405)]
    [TestCase("GET", "{tool}", 405)]
    public async Task Case054_NoSuchRouteOrVerb(string verb, string path, int status)
    {
        var answer = await SendAsync(new HttpMethod(verb), path.Replace("{tool}", A.ToolPath, StringComparison.Ordinal), null, A.KeyHeader);

        ShouldBeRefused(answer, status);
        answer.Headers.ContainsKey("Allow").ShouldBe(status == 405);
    }

    [TestCase("X-HTTP-Method-Override")]
    [TestCase("X-Method-Override")]
    [TestCase("X-HTTP-Method")]
    public async Task Case054_VerbOverridden_IsNotHeard(string header) => ShouldBeRefused(await SendAsync(HttpMethod.Post, "/health", null, (header, "GET")), 405);

    [Test]
    public async Task Case055_OriginNotAllowed_403AndNoCorsHeader([Values] CaseDoor door)
    {
        ShouldBeRefused(await WhoAmIAsync(door, A.TenantId, A.KeyHeader, ("Origin", "https://evil.example")), 403, "origin_not_allowed");

        var preflight = await SendAsync(HttpMethod.Options, PathOf(door, A.TenantId), null, ("Origin", "https://evil.example"), ("Access-Control-Request-Method", "POST"));
        preflight.Headers.Keys.ShouldNotContain(name => name.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase));
    }

    [Test]
    public async Task Case055_BadHost_400([Values] CaseDoor door)
    {
        await using var named = await CaseStage.StartGatewayAsync(Upstream.Address, ("PUBLIC_URL", "https://mcp.example.com"));

        ShouldBeRefused(await PostAsync(door, A.TenantId, CallOf(door, "whoami", "{}"), [A.KeyHeader, ("Host", "evil.example")], "whoami", named), 400, "bad_host");
        ShouldBeOf(A, await PostAsync(door, A.TenantId, CallOf(door, "whoami", "{}"), [A.KeyHeader, ("Host", "mcp.example.com")], "whoami", named));
        ExpectedCalls++;
    }

    /// <summary>Sends a byte at a time until the server closes.</summary>
    /// <returns>The status line's beginning, or nothing.</returns>
    private static async Task<string> DripAsync(string start, TimeSpan pause)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(Gateway.Address.Host, Gateway.Address.Port);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(start));
        var read = ReadAsync(stream);
        var begun = TimeProvider.System.GetTimestamp();
        using var tick = new PeriodicTimer(pause, TimeProvider.System);
        try
        {
            while (!read.IsCompleted && await tick.WaitForNextTickAsync())
            {
                TimeProvider.System.GetElapsedTime(begun).ShouldBeLessThan(Patience, "a connection that is only dripped on");
                await stream.WriteAsync("x"u8.ToArray());
            }
        }
        catch (IOException)
        {
            // It was closed between two bytes.
        }

        return await read;
    }

    private static async Task<string> ReadAsync(NetworkStream stream)
    {
        var bytes = new byte[12];
        try
        {
            var count = await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false);
            return Encoding.Latin1.GetString(bytes, 0, count);
        }
        catch (IOException)
        {
            return "";
        }
    }
}
