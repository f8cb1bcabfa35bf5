using System.Text;
using System.Text.Json;
using McpService.Common.Gateway;

namespace McpService.FunctionalTests.Doors;

/// <summary>What the doors of the protocol have in common: JSON-RPC out, JSON-RPC back.</summary>
/// <param name="tenant">Who is asking.</param>
/// <param name="query">As <c>?mode=dynamic</c>, or empty.</param>
internal abstract class McpDoor(TestTenant tenant, string query) : IDoorClient
{
    private int _lastId;

    public async Task<IReadOnlyList<string>> ListAsync()
    {
        var answer = await AskAsync("tools/list", "", name: null);
        return [.. (answer.Result ?? throw new InvalidOperationException(answer.Text)).GetProperty("tools").EnumerateArray().Select(t => t.GetProperty("name").GetString()!)];
    }

    public Task<DoorAnswer> CallAsync(string tool, string arguments = "{}", string? key = null) => AskAsync(
        "tools/call",
        $"\"name\":{JsonSerializer.Serialize(tool)},\"arguments\":{arguments}{(key is null ? "" : $",\"_meta\":{{\"mcpservice/idempotencyKey\":{JsonSerializer.Serialize(key)}}}")}",
        tool);

    public abstract ValueTask DisposeAsync();

    /// <summary>Sends a request and gives its answer.</summary>
    /// <param name="method">The JSON-RPC method.</param>
    /// <param name="parameters">Members of <c>params</c>, as they are to stand there.</param>
    /// <param name="name">What the header <c>Mcp-Name</c> repeats, or null.</param>
    public abstract Task<DoorAnswer> AskAsync(string method, string parameters, string? name);

    protected string Request(string method, string parameters) =>
        $$$"""{"jsonrpc":"2.0","id":{{{Interlocked.Increment(ref _lastId)}}},"method":"{{{method}}}","params":{{{{parameters}}}}}""";

    protected async Task<HttpResponseMessage> SendAsync(HttpMethod method, string? body, string? ticket = null, params (string Name, string Value)[] headers)
    {
        using var request = tenant.McpRequest(method, ticket, headers);
        request.RequestUri = new Uri("/mcp" + query, UriKind.Relative);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        return await tenant.Gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    /// <summary>The last message of an answer, JSON or event stream.</summary>
    protected static async Task<DoorAnswer> AnswerOfAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        var json = response.Content.Headers.ContentType?.MediaType != "text/event-stream"
            ? text
            : text.Split('\n').Last(l => l.StartsWith("data: ", StringComparison.Ordinal) && l.Length > 6)[6..];
        return DoorAnswer.OfMessage(JsonElement.Parse(json));
    }
}
