using System.Text.Json;

namespace McpService.LoadTests.Servers;

/// <summary>The tools of the fast upstream: each says the same, at a length of its own.</summary>
internal static class FastTools
{
    /// <summary>Answers as JSON, in some hundred bytes.</summary>
    public const string Echo = "hubspot_echo";

    /// <summary>The same as events.</summary>
    public const string Events = "hubspot_echo-events";

    /// <summary>Stands in every good answer to a call.</summary>
    public const string Canary = "the-right-answer";

    /// <summary>Lengths of text in bytes that a tool can be asked for.</summary>
    public static readonly IReadOnlyList<int> Sizes = [100, 1024, 4 * 1024, 16 * 1024, 64 * 1024, 128 * 1024, 256 * 1024, 1024 * 1024];

    private const string InitializeResult =
        """{"protocolVersion":"2025-06-18","capabilities":{"tools":{}},"serverInfo":{"name":"fast","version":"1"}}""";

    private static readonly Dictionary<string, string> Results = Sizes.ToDictionary(OfSize, Result, StringComparer.Ordinal);

    private static readonly string Short = Result(Canary.Length);

    private static readonly string ListResult = JsonSerializer.Serialize(new
    {
        tools = Results.Keys.Append(Echo).Append(Events).Select(name => new { name, inputSchema = new { type = "object" } }),
    });

    /// <summary>The tool whose text has that many bytes.</summary>
    public static string OfSize(int bytes) => $"{Echo}-{bytes}";

    /// <summary>The result that a request asks for.</summary>
    public static string ResultFor(string request)
    {
        if (request.Contains("\"initialize\"", StringComparison.Ordinal)) return InitializeResult;
        if (request.Contains("\"tools/list\"", StringComparison.Ordinal)) return ListResult;
        var at = request.IndexOf(Echo + "-", StringComparison.Ordinal);
        return at >= 0 && Results.TryGetValue(request[at..request.IndexOf('"', at)], out var result) ? result : Short;
    }

    private static string Result(int bytes) => $$"""{"content":[{"type":"text","text":"{{Canary.PadRight(bytes, 'x')}}"}]}""";
}
