using System.Text.Json;
using McpService.Common.Gateway;

namespace McpService.FunctionalTests.Doors;

internal sealed class RestDoor(TestTenant tenant) : IDoorClient
{
    public async Task<IReadOnlyList<string>> ListAsync() =>
        [.. (await tenant.ToolAsync("""{"method":"listTools"}""")).Json.GetProperty("tools").EnumerateArray().Select(t => t.GetProperty("name").GetString()!)];

    public async Task<DoorAnswer> CallAsync(string tool, string arguments = "{}", string? key = null)
    {
        (string, string)[] headers = key is null ? [tenant.KeyHeader] : [tenant.KeyHeader, ("Idempotency-Key", key)];
        var answer = await tenant.Gateway.SendAsync(HttpMethod.Post, tenant.ToolPath, $$"""{"method":{{JsonSerializer.Serialize(tool)}},"params":{{arguments}}}""", headers);
        return new DoorAnswer((int)answer.Status == 200 ? answer.Json : null, answer.Code, answer.Text) { IsReplayed = answer.Headers.GetValueOrDefault("Idempotent-Replayed") == "true" };
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
