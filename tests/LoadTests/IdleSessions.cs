using System.Diagnostics;
using System.Globalization;

namespace McpService.LoadTests;

/// <summary>What relay sessions with an open stream cost the gateway while nothing comes: its resident memory, sockets' buffers aside.</summary>
internal sealed class IdleSessions(Stage stage)
{
    private const int Tenants = 10;
    private const int SessionsPerTenant = 100;

    public async Task<string> MeasureAsync()
    {
        using var client = new HttpClient();
        var keys = new List<string>();
        for (var i = 0; i < Tenants; i++) keys.Add((await stage.Buffered.CreateTenantAsync($"user-{i}")).ApiKey);
        var sessions = new List<RelaySession>();

        // Code is compiled and buffers are made with the first hundred.
        await OpenAsync(client, keys[..1], sessions);
        var before = Resident();
        await OpenAsync(client, keys[1..], sessions);
        var each = (Resident() - before) / 1024.0 / (sessions.Count - SessionsPerTenant);

        foreach (var session in sessions) session.Dispose();
        return string.Create(CultureInfo.InvariantCulture, $"{sessions.Count} relay sessions with an open stream: {each:F1} KiB of resident memory each.\n");
    }

    private async Task OpenAsync(HttpClient client, IEnumerable<string> keys, List<RelaySession> sessions)
    {
        var mcp = new Uri(stage.Buffered.Address, "/mcp");
        foreach (var key in keys.SelectMany(key => Enumerable.Repeat(key, SessionsPerTenant)))
        {
            var session = await RelaySession.OpenAsync(client, mcp, key);
            sessions.Add(session);
            await session.ListenAsync();
        }
    }

    private long Resident()
    {
        using var process = Process.GetProcessById(stage.Buffered.Id);
        return process.WorkingSet64;
    }
}
