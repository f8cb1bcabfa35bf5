using McpService.Common.Gateway;

namespace McpService.FunctionalTests.Doors;

internal sealed class SessionDoor(TestTenant tenant, string query) : McpDoor(tenant, query)
{
    private const string Initialize =
        """{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"test","version":"1"}}}""";

    private string? _ticket;

    public override async Task<DoorAnswer> AskAsync(string method, string parameters, string? name)
    {
        _ticket ??= await OpenAsync();
        using var response = await SendAsync(HttpMethod.Post, Request(method, parameters), _ticket);
        return await AnswerOfAsync(response);
    }

    public override async ValueTask DisposeAsync()
    {
        if (_ticket is null) return;
        try
        {
            (await SendAsync(HttpMethod.Delete, null, _ticket)).Dispose();
        }
        catch (HttpRequestException)
        {
            // The gateway has stopped, and its sessions with it.
        }
    }

    private async Task<string> OpenAsync()
    {
        using var response = await SendAsync(HttpMethod.Post, Initialize);
        response.EnsureSuccessStatusCode();
        await response.Content.ReadAsStringAsync();
        return response.Headers.GetValues("Mcp-Session-Id").Single();
    }
}
