using System.Text.Json;
using McpService.Common.Databases;
using McpService.Common.Gateway;
using McpService.Common.Telemetry;

namespace McpService.FunctionalTests.Telemetry;

/// <summary>The log of a real process: as JSON on the console, and to a collector.</summary>
internal sealed class LogTests
{
    [Test]
    public async Task Process_LogFormatJson_WritesAnObjectALine_AndSendsTheSameToTheCollector()
    {
        await using var collector = await OtlpReceiver.StartAsync();
        using var database = new SqliteDatabase();
        var settings = collector.Settings.Select(s => s[2..].Split('=', 2)).Select(s => (s[0], s[1])).Append(("LOG_FORMAT", "json"));
        await using var gateway = await GatewayProcess.StartAsync(database.Url, new Uri("http://127.0.0.1:1/mcp"), GatewayProcess.NewKey("k1"), "one", [.. settings]);
        await gateway.ReadyAsync();

        await collector.UntilAsync(c => c.Logs.Any(l => l.StartsWith("Applied", StringComparison.Ordinal)) && c.Metrics.ContainsKey("mcpservice.build.info"));
        var lines = gateway.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.ShouldNotBeEmpty();
        foreach (var line in lines)
        {
            using var entry = JsonDocument.Parse(line);
            entry.RootElement.GetProperty("Timestamp").GetDateTimeOffset().Offset.ShouldBe(TimeSpan.Zero);
            entry.RootElement.GetProperty("Category").GetString().ShouldNotBeNullOrEmpty();
        }

        collector.Metrics["mcpservice.build.info"]["service.instance.id"].ShouldBe("one");
    }
}
