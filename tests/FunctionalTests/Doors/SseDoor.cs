using System.Net.ServerSentEvents;
using System.Text.Json;
using McpService.Common.Gateway;

namespace McpService.FunctionalTests.Doors;

internal sealed class SseDoor(TestTenant tenant, string query) : McpDoor(tenant, query)
{
    private HttpResponseMessage? _stream;
    private IAsyncEnumerator<SseItem<string>>? _events;
    private string _messages = "";

    public override async Task<DoorAnswer> AskAsync(string method, string parameters, string? name)
    {
        if (_stream is null) await OpenAsync();
        return await PostAsync(Request(method, parameters));
    }

    public override async ValueTask DisposeAsync()
    {
        if (_events is not null) await _events.DisposeAsync();
        _stream?.Dispose();
    }

    private async Task OpenAsync()
    {
        _stream = await SendAsync(HttpMethod.Get, "/sse", null);
        _events = SseParser.Create(await _stream.Content.ReadAsStreamAsync()).EnumerateAsync().GetAsyncEnumerator();
        _messages = await NextAsync();
        await PostAsync(Initialize);
    }

    private async Task<DoorAnswer> PostAsync(string message)
    {
        using var posted = await SendAsync(HttpMethod.Post, _messages, message);
        var body = await posted.Content.ReadAsStringAsync();
        return DoorAnswer.OfMessage(JsonElement.Parse(body.Length > 0 ? body : await NextAnswerAsync()));
    }

    private async Task<string> NextAnswerAsync()
    {
        while (true)
        {
            var message = await NextAsync();
            if (JsonElement.Parse(message).TryGetProperty("id", out _)) return message;
        }
    }

    private async Task<string> NextAsync() =>
        await _events!.MoveNextAsync() ? _events.Current.Data : throw new InvalidOperationException("The stream ended.");
}
