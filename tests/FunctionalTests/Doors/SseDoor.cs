using McpService.Common.Gateway;

namespace McpService.FunctionalTests.Doors;

internal sealed class SseDoor(TestTenant tenant, string query) : McpDoor(tenant, query)
{
    private readonly TestTenant _tenant = tenant;
    private readonly string _query = query;
    private SseClient? _client;

    public override async Task<DoorAnswer> AskAsync(string method, string parameters, string? name)
    {
        _client ??= await SseClient.OpenAsync(_tenant, _query);
        await _client.SendAsync(Request(method, parameters));
        while (true)
        {
            var message = await _client.ReadAsync();
            if (message.TryGetProperty("id", out _)) return DoorAnswer.OfMessage(message);
        }
    }

    public override ValueTask DisposeAsync()
    {
        _client?.Dispose();
        return ValueTask.CompletedTask;
    }
}
