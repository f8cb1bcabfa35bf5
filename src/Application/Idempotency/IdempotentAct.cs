namespace McpService.Application.Idempotency;

/// <summary>The change under way, as far as its repetition has to know it. One per request.</summary>
public sealed class IdempotentAct
{
    private (string Scope, string Key, string Request)? _begun;
    private string? _content;

    /// <summary>The answer is that of an earlier request; nothing was done.</summary>
    public bool IsReplayed { get; internal set; }

    /// <summary>What is to be committed with the change to this tenant; null where the caller gave no key.</summary>
    public IdempotencyRecord? RecordOf(Guid tenantRef) =>
        _begun is { } begun && _content is { } content ? new IdempotencyRecord(begun.Scope, begun.Key, tenantRef, content) : null;

    /// <param name="scope">Whose key it is.</param>
    /// <param name="key">As the caller gave it.</param>
    /// <param name="request">Digest of what is asked.</param>
    internal void Begin(string scope, string key, string request) => _begun = (scope, key, request);

    /// <summary>Keeps the answer for the commit, and returns it.</summary>
    internal T Answer<T>(T response)
        where T : notnull
    {
        if (_begun is { } begun) _content = KeptJson.Write(new KeptAnswer(begun.Request, KeptJson.Write(response)));
        return response;
    }
}
