using System.Text;
using McpService.Common.Gateway;

namespace McpService.LoadTests.Proof.Stage;

/// <summary>Requests that are nearly right: good ones with something changed. The same seed gives the same.</summary>
internal sealed class BadInputs(Random random, string tenantId, string apiKey)
{
    private static readonly string[] Bodies =
    [
        """{"method":"whoami","params":{"a":[1,2.5e10,null,true,"ü\u0041"],"b":{"c":{}}}}""",
        """{"method":"listTools"}""",
        """{"method":"tools/call","params":{"name":"whoami","arguments":{}}}""",
        """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"whoami","arguments":{}}}""",
        """{"jsonrpc":"2.0","id":"x","method":"tools/list","params":{"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}}}""",
        """{"name":"a tenant","integrationKey":"hubspot","integrationAppToken":"a-token"}""",
        """{"tools":{"allow":["a*"],"deny":[]},"limits":{"requestsPerSecond":5}}""",
        """{"overlapSeconds":0}""",
        """{"key":"wrong"}""",
    ];

    private static readonly string[] Pieces = ["\"", "\\u0000", "\\ud800", "{", "[", "}", "]", ",", "1e999", "-", "\u0000", "null", "\"a\":1,\"a\":2,", "\ufeff", "//", "NaN", new('[', 200), new('9', 400)];
    private static readonly string[] Types = ["application/json", "application/json; charset=bogus", "text/plain", "application/json;", "application/xml", "application/problem+json", "a", "multipart/form-data"];
    private static readonly string[] Values = ["", "\"", "2026-07-28", "2024-11-05", "x", "a,b", "-1", "9999999999999999999999", "*/*;q=0", "text/event-stream", new('a', 3000), "mcp_x_y_z", "a.b.c"];
    private static readonly string[] Names = ["Accept", "Mcp-Session-Id", "MCP-Protocol-Version", "Last-Event-ID", "Mcp-Method", "Mcp-Name", "Mcp-Param-a", "If-Match", "Idempotency-Key", "traceparent", "tracestate", "X-Forwarded-For", "Origin", "Range", "Expect", "Content-Encoding", "X-HTTP-Method-Override"];
    private static readonly HttpMethod[] Methods = [HttpMethod.Post, HttpMethod.Post, HttpMethod.Post, HttpMethod.Get, HttpMethod.Put, HttpMethod.Patch, HttpMethod.Delete, HttpMethod.Head, HttpMethod.Options, new("QUERY")];

    public BadRequest Next()
    {
        var isAdmin = random.Next(3) == 0;
        var request = new HttpRequestMessage(Pick(Methods), Path(isAdmin));

        // What operators do of their own will is no bad input: their requests are changed in any case, and mean nobody.
        var body = Body(isAdmin ? 1 : 0);
        request.Content = new ByteArrayContent(body);
#pragma warning disable RS0030 // What is checked is what is not sent.
        request.Content.Headers.TryAddWithoutValidation("Content-Type", random.Next(4) == 0 ? Pick(Types) : Types[0]);
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {(isAdmin ? GatewayProcess.AdminKey : apiKey)}");
        request.Headers.TryAddWithoutValidation("Accept", "application/json, text/event-stream");
        for (var i = random.Next(3); i > 0; i--) request.Headers.TryAddWithoutValidation(Pick(Names), Pick(Values));
#pragma warning restore RS0030
        return new BadRequest(request, body);
    }

    /// <summary>A request as bytes, with a piece of it lost, doubled or turned.</summary>
    public BadRequest NextRaw()
    {
        var body = Pick(Bodies);
        var request = Encoding.UTF8.GetBytes($"POST {Path(isAdmin: false)} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nx-api-key: {apiKey}\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}");
        return new BadRequest(Change(request, 1 + random.Next(3)));
    }

    private string Path(bool isAdmin) => random.Next(isAdmin ? 4 : 9) switch
    {
        0 => "/mcp" + Query(),
        1 => $"/api/tenants{Query()}",
        2 => "/api/auth/token",
        3 => $"/api/tenants/tenant-{random.Next(10)}{(random.Next(2) == 0 ? "" : "/api-keys/rotate")}",
        4 => $"/api/tenant/{tenantId}/audit{Query()}",
        6 => "/sse" + Query(),
        5 => "/messages?session=" + random.Next(10),
        _ => $"/api/tenant/{(random.Next(10) == 0 ? "%00" : tenantId)}/tool",
    };

    private string Query() => random.Next(3) switch { 0 => "", 1 => "?limit=" + Uri.EscapeDataString(Pick(Values)), _ => "?apps=%00&mode=x&cursor=" + random.Next() };

    private byte[] Body(int least) => random.Next(20) == 0 ? [] : Change(Encoding.UTF8.GetBytes(Pick(Bodies)), least + random.Next(4));

    private byte[] Change(byte[] bytes, int times)
    {
        for (; times > 0 && bytes.Length > 0; times--)
        {
            var at = random.Next(bytes.Length);
            bytes = random.Next(5) switch
            {
                0 => bytes[..at],
                1 => [.. bytes[..at], .. Encoding.UTF8.GetBytes(Pick(Pieces)), .. bytes[at..]],
                2 => [.. bytes[..at], (byte)random.Next(256), .. bytes[(at + 1)..]],
                3 => [.. bytes, .. bytes[at..]],
                _ => [.. bytes[..at], .. bytes[Math.Min(bytes.Length, at + random.Next(8))..]],
            };
        }

        return bytes;
    }

    private T Pick<T>(T[] from) => from[random.Next(from.Length)];
}
