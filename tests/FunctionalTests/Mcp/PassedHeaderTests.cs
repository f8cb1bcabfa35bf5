using System.Net.Sockets;
using System.Text;
using McpService.Common.Gateway;
using McpService.Common.Waiting;

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

        var answer = await SendAsync(tenant, door, ticket, $"{header}: {value}", body);

        answer.ShouldStartWith("HTTP/1.1 400");
        Upstream.Record.TotalHits.ShouldBe(before);
    }

    [Test]
    public async Task Empty_CountsAsAbsent([Values("Last-Event-ID", "MCP-Protocol-Version")] string header)
    {
        var tenant = await Gateway.CreateTenantAsync();
        var ticket = await OpenAsync(tenant);

        var answer = await SendAsync(tenant, "POST /mcp", ticket, $"{header}:", Call("echo"));

        answer.ShouldStartWith("HTTP/1.1 200");
        answer.ShouldContain("result");
    }

    [Test]
    public async Task Empty_OnASseStream_ItsSessionEndsWithIt([Values("Last-Event-ID", "MCP-Protocol-Version")] string header)
    {
        var tenant = await Gateway.CreateTenantAsync();
        var deleted = Upstream.Record.Deleted.Count;
        using (var client = new TcpClient())
        {
            await client.ConnectAsync(Gateway.Address.Host, Gateway.Address.Port);
            var stream = client.GetStream();
            await stream.WriteAsync(Encoding.Latin1.GetBytes($"GET /sse HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {tenant.ApiKey}\r\nAccept: text/event-stream\r\n{header}:\r\n\r\n"));
            var address = (await ReadUntilAsync(stream, "\n\n\r\n")).Split("data: ")[1].Split('\n')[0].Trim();
            (await SendAsync(tenant, $"POST {address}", ticket: null, $"{header}:", Initialize)).ShouldStartWith("HTTP/1.1 202");
            await ReadUntilAsync(stream, "serverInfo");
        }

        await Upstream.WaitForAsync(r => r.Deleted.Count > deleted);
        Gateway.Log.Errors.ShouldBeEmpty();
    }

    private async Task<string> SendAsync(TestTenant tenant, string door, string? ticket, string header, string body) => await RawHttp.ExchangeAsync(
        Gateway.Address,
        $"{door} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer {tenant.ApiKey}\r\nAccept: application/json, text/event-stream\r\n"
        + $"Content-Type: application/json\r\nContent-Length: {body.Length}\r\n{(ticket is null ? "" : $"Mcp-Session-Id: {ticket}\r\n")}{header}\r\n\r\n{body}",
        CancellationToken.None).WaitAsync(WaitLimit.Default);
}
