using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using McpService.Common.Prerequisites;
using McpService.Common.Processes;
using McpService.Common.Waiting;

namespace McpService.Common.Telemetry;

/// <summary>A real Prometheus on a loopback port that scrapes one gateway every second, with its data in a temporary folder.</summary>
public sealed class PrometheusServer : IAsyncDisposable
{
    private readonly ChildProcess _process;
    private readonly DirectoryInfo _folder;
    private readonly HttpClient _client;

    private PrometheusServer(ChildProcess process, DirectoryInfo folder, int port)
    {
        (_process, _folder) = (process, folder);
        _client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/") };
    }

    /// <param name="gateway">The gateway's address.</param>
    /// <param name="token">As in <c>METRICS_TOKEN</c>.</param>
    public static async Task<PrometheusServer> StartAsync(Uri gateway, string token)
    {
        var program = Find("prometheus");
        var folder = Directory.CreateTempSubdirectory("mcpservice-prometheus-");
        var configuration = Path.Combine(folder.FullName, "prometheus.yml");
        await File.WriteAllTextAsync(configuration, $"""
            global: {"{"} scrape_interval: 1s {"}"}
            scrape_configs:
              - job_name: mcpservice
                authorization: {"{"} credentials: {token} {"}"}
                static_configs: [ {"{"} targets: [ "{gateway.Authority}" ] {"}"} ]
            """);
        var port = FreePort.Next();
        var process = await ChildProcess.StartAsync([],
        [
            program, $"--config.file={configuration}", $"--storage.tsdb.path={Path.Combine(folder.FullName, "data")}", $"--web.listen-address=127.0.0.1:{port}", "--log.level=error",
        ]);
        var server = new PrometheusServer(process, folder, port);
        await Eventually.TrueAsync(server.IsReadyAsync, $"Readiness of Prometheus ({process.Output})", TimeSpan.FromSeconds(60));
        return server;
    }

    /// <summary>Runs <c>promtool</c> to its end.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message is what it wrote.</exception>
    public static Task PromtoolAsync(params string[] arguments) => ChildProcess.RunAsync([], [Find("promtool"), .. arguments]);

    /// <summary>How many series a query gives now.</summary>
    /// <exception cref="InvalidOperationException">The query is not one.</exception>
    public async Task<int> CountAsync(string query, CancellationToken cancellationToken)
    {
        using var form = new FormUrlEncodedContent([new("query", query)]);
        using var response = await _client.PostAsync(new Uri("/api/v1/query", UriKind.Relative), form, cancellationToken);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        if (!response.IsSuccessStatusCode) throw new InvalidOperationException($"{query}: {answer.GetRawText()}");
        return answer.GetProperty("data").GetProperty("result").EnumerateArray().Count(IsNumber);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _process.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    // A quotient without a divisor is NaN, which a panel shows as nothing.
    private static bool IsNumber(JsonElement series) =>
        double.TryParse(series.GetProperty("value")[1].GetString(), CultureInfo.InvariantCulture, out var value) && double.IsFinite(value);

    private static string Find(string name)
    {
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
        Prerequisite.Require(path is not null, $"Prometheus' {name} is needed (Debian: package prometheus).");
        return path!;
    }

    private async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        if (_process.HasExited) throw new InvalidOperationException(_process.Output);
        try
        {
            using var response = await _client.GetAsync(new Uri("/-/ready", UriKind.Relative), cancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
