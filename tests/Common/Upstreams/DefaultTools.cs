using System.Text.Json;

namespace McpService.Common.Upstreams;

/// <summary>The tools every upstream starts with.</summary>
internal static class DefaultTools
{
    public const string Listing = """
        [
          {"name":"echo","description":"Returns its arguments","inputSchema":{"type":"object"}},
          {"name":"whoami","description":"Returns the canary of the token","inputSchema":{"type":"object"}},
          {"name":"headers","description":"Returns the request's headers","inputSchema":{"type":"object"}},
          {"name":"slow","description":"Answers after the given milliseconds, or when released","inputSchema":{"type":"object","properties":{"milliseconds":{"type":"integer"}}}}
        ]
        """;

    public static void Register(UpstreamTools tools)
    {
        tools.OnCall("whoami", call => Task.FromResult(Rpc.TextResult(Canary.Of(call.Token))));
        tools.OnCall("headers", call => Task.FromResult(Rpc.TextResult(Headers(call.Request))));
        tools.OnCall("slow", SlowAsync);
    }

    public static Task<string> Echo(UpstreamCall call) => Task.FromResult(
        $$"""{"content":[{"type":"text","text":{{Rpc.Text(call.Arguments)}}}],"structuredContent":{{call.Arguments}}}""");

    /// <summary>One line each, names in lower case, the token masked.</summary>
    private static string Headers(RecordedRequest request) => string.Join('\n', request.Headers
        .Select(header => (Name: header.Key.ToLowerInvariant(), header.Value))
        .OrderBy(header => header.Name, StringComparer.Ordinal)
        .Select(header => $"{header.Name}: {(header.Name is "authorization" ? Mask(header.Value) : header.Value)}"));

    private static string Mask(string authorization) => authorization.Split(' ')[0] + " ***";

    private static async Task<string> SlowAsync(UpstreamCall call)
    {
        using var arguments = JsonDocument.Parse(call.Arguments);
        if (arguments.RootElement.TryGetProperty("milliseconds", out var given))
            await Task.Delay(TimeSpan.FromMilliseconds(given.GetDouble()), TimeProvider.System, call.Cancelled);
        else await call.HangAsync();
        return Rpc.TextResult("done");
    }
}
