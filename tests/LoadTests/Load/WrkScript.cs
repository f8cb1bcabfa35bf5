namespace McpService.LoadTests.Load;

/// <summary>What <c>wrk</c> is told in Lua: what to send, and to look at every answer.</summary>
internal static class WrkScript
{
    public static string For(Way way) =>
        $$"""
        wrk.method = "POST"
        wrk.body = [==[{{way.Body}}]==]
        wrk.headers["Content-Type"] = "application/json"
        wrk.headers["Accept"] = "application/json, text/event-stream"
        {{string.Join('\n', way.Headers.Select(h => $"wrk.headers[\"{h.Name}\"] = \"{h.Value}\""))}}
        local threads = {}
        function setup(thread) table.insert(threads, thread) end
        function init(args) wrong = 0 {{Prepare(way)}} end
        function response(status, headers, body)
          if not ({{Is(way.Right)}}{{(way.AlsoRight is { } also ? $" or {Is(also)}" : "")}}) then wrong = wrong + 1 end
        end
        function done(summary, latency, requests)
          local sum = 0
          for _, thread in ipairs(threads) do sum = sum + thread:get("wrong") end
          io.write(string.format("RESULT %d %f %f %f %d\n", summary.requests, summary.requests / summary.duration * 1e6, latency:percentile(50) / 1000, latency:percentile(99) / 1000, sum + summary.errors.connect + summary.errors.read + summary.errors.timeout))
        end
        """;

    /// <summary>Makes the requests beforehand, so that the choice among them costs next to nothing.</summary>
    private static string Prepare(Way way) => way.Tenants.Count == 0 ? "" :
        $$"""
          local paths, keys, requests = { {{Texts(way.Tenants.Select(tenant => tenant.Path))}} }, { {{Texts(way.Tenants.Select(tenant => tenant.ApiKey))}} }, {}
          for i, path in ipairs(paths) do
            wrk.headers["x-api-key"] = keys[i]
            requests[i] = wrk.format(nil, path)
          end
          request = function() return requests[math.random(#requests)] end
        """;

    private static string Is(RightAnswer answer) => $"(status == {answer.Status} and string.find(body, \"{answer.Text}\", 1, true))";

    private static string Texts(IEnumerable<string> texts) => string.Join(", ", texts.Select(text => $"\"{text}\""));
}
