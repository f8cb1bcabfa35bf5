using System.Collections.Concurrent;

namespace McpService.Infrastructure.Mcp.Reverse;

/// <summary>Questions that clients were asked here and have not answered yet.</summary>
internal sealed class OpenQuestions
{
    private readonly ConcurrentDictionary<(string Session, string Id), TaskCompletionSource<byte[]>> _open = new();

    /// <summary>Sessions of which something is awaited.</summary>
    public IEnumerable<string> Sessions => _open.Keys.Select(k => k.Session);

    /// <summary>The answer to come: the client's whole message.</summary>
    public Task<byte[]> Ask(string session, string id) =>
        (_open[(session, id)] = new TaskCompletionSource<byte[]>(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>Nobody waits for it any more.</summary>
    public void Forget(string session, string id) => _open.TryRemove((session, id), out _);

    /// <summary>Takes an answer; false for one that nobody here waits for.</summary>
    public bool TryAnswer(string session, string id, byte[] message) => _open.TryRemove((session, id), out var question) && question.TrySetResult(message);
}
