using System.Text.Json;
using McpService.Common.Gateway;

namespace McpService.FunctionalTests.Doors;

internal sealed class RestDoor(TestTenant tenant) : IDoorClient
{
    public async Task<IReadOnlyList<string>> ListAsync() =>
        [.. (await tenant.ToolAsync("""{"method":"listTools"}""")).Json.GetProperty("tools").EnumerateArray().Select(t => t.GetProperty("name").GetString()!)];

    public async Task<DoorAnswer> CallAsync(string tool, string arguments = "{}")
    {
        var answer = await tenant.ToolAsync($$"""{"method":{{JsonSerializer.Serialize(tool)}},"params":{{arguments}}}""");
        return new DoorAnswer((int)answer.Status == 200 ? answer.Json : null, answer.Code, answer.Text);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
