using System.Text.Json;

namespace McpService.Common.Upstreams;

/// <summary>What a tool or method of a test is given to work with.</summary>
public sealed class UpstreamCall(UpstreamExchange exchange, CancellationToken cancelled)
{
    public RecordedRequest Request => exchange.Request;

    /// <summary>The arguments as they were written; <c>{}</c> when there were none.</summary>
    public string Arguments =>
        Request.Params is { ValueKind: JsonValueKind.Object } it && it.TryGetProperty("arguments", out var value) ? value.GetRawText() : "{}";

    /// <summary>The token the work is done with: the session's, as long as there are sessions.</summary>
    public string Token => exchange.Session?.Token ?? Request.Token ?? "";

    /// <summary>Null before a stateless upstream.</summary>
    public ScriptedSession? Session => exchange.Session;

    /// <summary>Set by <c>notifications/cancelled</c> and at the upstream's end, but not by a caller that hangs up: the real server works on.</summary>
    public CancellationToken Cancelled => cancelled;

    /// <summary>Puts a message into the stream before the answer.</summary>
    public Task SendAsync(string json) => exchange.SendEventAsync(json);

    /// <summary>Reports progress to the caller's token, if it gave one.</summary>
    public Task ProgressAsync(int progress, int total) => exchange.SendProgressAsync(progress, total);

    /// <summary>Asks the client and waits for its answer: the whole message.</summary>
    public async Task<string> AskAsync(string method, string? paramsJson = null)
    {
        var session = exchange.Session ?? throw new InvalidOperationException("Only a session can ask its client.");
        var (id, answer) = session.Ask();
        await exchange.SendEventAsync(Rpc.Request(id, method, paramsJson));
        return await answer.WaitAsync(cancelled);
    }

    /// <summary>The same on the session's own stream, as servers do that forget which request they ask for.</summary>
    public async Task<string> AskAsideAsync(string method, string? paramsJson = null)
    {
        var session = exchange.Session ?? throw new InvalidOperationException("Only a session can ask its client.");
        var (id, answer) = session.Ask();
        session.Push(Rpc.Request(id, method, paramsJson), keep: true);
        return await answer.WaitAsync(cancelled);
    }

    /// <summary>Waits for <see cref="ScriptableUpstream.Release"/>.</summary>
    public Task HangAsync() => exchange.HangAsync(cancelled);
}
