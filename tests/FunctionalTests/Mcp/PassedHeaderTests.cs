using McpService.Common.Gateway;

namespace McpService.FunctionalTests.Mcp;

/// <summary>Headers that go on to the upstream: what no header of ours could carry is refused before anything is sent, on every door.</summary>
internal sealed class PassedHeaderTests : McpFixture
{
    private const string Utf8 = "caf\u00C3\u00A9"; // "é", byte by byte
    private const string Latin1 = "caf\u00E9";

    [Test]
    public async Task NotAscii_Is400AndNothingIsSent(
        [Values("POST /mcp", "GET /mcp", "DELETE /mcp", "GET /sse")] string door, [Values("Last-Event-ID", "Mcp-Param-Region", "MCP-Protocol-Version")] string header, [Values(Utf8, Latin1)] string value)
    {
        var tenant = await Gateway.CreateTenantAsync();
        var ticket = await OpenAsync(tenant);
        var before = Upstream.Record.TotalHits;
        var body = door.StartsWith("POST", StringComparison.Ordinal) ? Call("echo") : "";

        var answer = await RawHttp.ExchangeAsync(
            Gateway.Address,
            $"{door} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer {tenant.ApiKey}\r\nAccept: application/json, text/event-stream\r\n"
            + $"Content-Type: application/json\r\nContent-Length: {body.Length}\r\nMcp-Session-Id: {ticket}\r\n{header}: {value}\r\n\r\n{body}",
            CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(20));

        answer.ShouldStartWith("HTTP/1.1 400");
        Upstream.Record.TotalHits.ShouldBe(before);
    }
}
