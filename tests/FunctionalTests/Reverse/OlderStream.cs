using System.Text.Json;
using McpService.Common.Waiting;

namespace McpService.FunctionalTests.Reverse;

/// <summary>Messages of one response, JSON or event stream, as they come.</summary>
internal sealed class OlderStream(HttpResponseMessage response) : IDisposable
{
    private StreamReader? _reader;
    private bool _isOver;

    /// <summary>Id of the last event that had one.</summary>
    public string? LastId { get; private set; }

    public int Status => (int)response.StatusCode;

    /// <summary>The next message; null at the end.</summary>
    public async Task<JsonElement?> NextAsync()
    {
        if (_isOver) return null;
        if (response.Content.Headers.ContentType?.MediaType != "text/event-stream")
        {
            _isOver = true;
            var text = await response.Content.ReadAsStringAsync();
            return text.Length == 0 ? null : JsonElement.Parse(text);
        }

        using var limit = new CancellationTokenSource(WaitLimit.Default);
        while (await (await ReaderAsync()).ReadLineAsync(limit.Token) is { } line)
        {
            if (line.StartsWith("id: ", StringComparison.Ordinal)) LastId = line[4..];
            if (line.StartsWith("data: ", StringComparison.Ordinal) && line.Length > 6) return JsonElement.Parse(line[6..]);
        }

        _isOver = true;
        return null;
    }

    /// <summary>The next message, which is there.</summary>
    public async Task<JsonElement> MessageAsync() => await NextAsync() ?? throw new InvalidOperationException("The stream ended.");

    /// <summary>What an event stream begins with.</summary>
    public async Task<string?> FirstLineAsync()
    {
        using var limit = new CancellationTokenSource(WaitLimit.Default);
        return await (await ReaderAsync()).ReadLineAsync(limit.Token);
    }

    private async Task<StreamReader> ReaderAsync() => _reader ??= new StreamReader(await response.Content.ReadAsStreamAsync());

    public void Dispose()
    {
        _reader?.Dispose();
        response.Dispose();
    }
}
