using System.Text;
using System.Text.Json;
using McpService.Common.Gateway;
using McpService.FunctionalTests.Api;
using McpService.FunctionalTests.Persistence;

namespace McpService.FunctionalTests.Mcp;

/// <summary>Raw JSON-RPC over the gateway's MCP endpoint.</summary>
public abstract class McpFixture() : UpstreamFixture(Engine.Sqlite)
{
    /// <summary>Opens a session.</summary>
    public const string InitializeMessage =
        """{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"test","version":"1"}}}""";

    protected const string Initialize = InitializeMessage;

    protected const string Initialized = """{"jsonrpc":"2.0","method":"notifications/initialized"}""";

    /// <summary>Opens a session and gives its ticket.</summary>
    protected static async Task<string> OpenAsync(TestTenant tenant)
    {
        string ticket;
        using (var response = await tenant.McpAsync(Initialize))
        {
            response.EnsureSuccessStatusCode();
            ticket = response.Headers.GetValues("Mcp-Session-Id").Single();
            await response.Content.ReadAsStringAsync();
        }

        using var accepted = await tenant.McpAsync(Initialized, ticket);
        ((int)accepted.StatusCode).ShouldBe(202);
        return ticket;
    }

    protected static string Call(string tool, string arguments = "{}", string id = "1") =>
        $$$"""{"jsonrpc":"2.0","id":{{{id}}},"method":"tools/call","params":{"name":"{{{tool}}}","arguments":{{{arguments}}}}}""";

    /// <summary>The messages of an answer, JSON or event stream.</summary>
    protected static async Task<IReadOnlyList<JsonElement>> MessagesAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        if (response.Content.Headers.ContentType?.MediaType != "text/event-stream") return [Parse(text)];
        return [.. text.Split('\n').Where(l => l.StartsWith("data: ", StringComparison.Ordinal) && l.Length > 6).Select(l => Parse(l[6..]))];
    }

    /// <summary>The last message of an answer.</summary>
    protected static async Task<JsonElement> AnswerAsync(HttpResponseMessage response) => (await MessagesAsync(response))[^1];

    /// <summary>Reads an open stream up to and with a text.</summary>
    protected static async Task<string> ReadUntilAsync(Stream stream, string end)
    {
        var read = new StringBuilder();
        var buffer = new byte[4096];
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!read.ToString().Contains(end, StringComparison.Ordinal))
        {
            var count = await stream.ReadAsync(buffer, limit.Token);
            if (count == 0) throw new InvalidOperationException($"The stream ended after: {read}");
            read.Append(Encoding.UTF8.GetString(buffer, 0, count));
        }

        return read.ToString();
    }

    private static JsonElement Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }
}
