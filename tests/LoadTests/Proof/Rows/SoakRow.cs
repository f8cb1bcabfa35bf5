using System.Globalization;
using System.Security.Cryptography;
using McpService.Common.Upstreams.Faults;
using McpService.LoadTests.Machine;
using McpService.LoadTests.Proof.Stage;

namespace McpService.LoadTests.Proof.Rows;

/// <summary>Calls for as long as there is time, before an upstream with faults: what grows.</summary>
internal sealed class SoakRow : IProofRow
{
    private const int Clients = 8;
    private const double MostMegabytes = 64; // an hour
    private const double MostOthers = 20;

    // Less says nothing: a collection more or less looks as growth.
    private static readonly TimeSpan Least = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Whole = TimeSpan.FromHours(1);

    private static readonly Fault[] Faults = [Fault.Reset, Fault.ResetMidBody, Fault.ServerError, Fault.MalformedJson, Fault.SessionGone, Fault.WrongId];

    public string Name => "soak";

    public string What => "a load with faults on: growth in an hour of memory, threads, sockets and files, sessions at the upstream";

    public string Goal => "64 MB, 20, 20, 20";

    public int Share => 16;

    public async Task<ProofFigure> RunAsync(ProofStage stage, ProofTime time)
    {
        await using var upstream = await ProofStage.NewUpstreamAsync();
        for (var i = 0; i < Faults.Length; i++)
        {
            var one = Faults[i];
            upstream.Fault("tools/call", one, when: _ => RandomNumberGenerator.GetInt32(150) == 0);
        }

        await using var gateway = await stage.StartAsync((await stage.NewDatabaseAsync()).Url, upstream.Address);
        using var end = new CancellationTokenSource();
        var (calls, clients) = (0L, new List<Task>());
        for (var i = 0; i < Clients; i++)
        {
            var (tenantId, apiKey) = await gateway.CreateTenantAsync($"soaks-{i}");
            var client = new TenantClient(gateway.Client, tenantId, apiKey, isMcp: i % 2 == 0);
            clients.Add(CallAsync(client, end.Token));
        }

        time.Begin();

        // A third of the time is for what grows once.
        var samples = new List<(double Hours, double[] Values)>();
        var length = time.IsFull ? Whole : time.Share;
        while (time.Elapsed < length && !time.Stopped.IsCancellationRequested)
        {
            await time.PauseAsync(Every);
            if (time.Elapsed > length / 3 && Measure(gateway.Id, upstream.Sessions.Count) is { } values) samples.Add((time.Elapsed.TotalHours, values));
        }

        await end.CancelAsync();
        await Task.WhenAll(clients);
        if (samples.Count < 10) return ProofFigure.NotTried("too little time for a trend");

        var slopes = Enumerable.Range(0, 4).Select(i => Slope(samples, i)).ToArray();
        var figure = string.Create(CultureInfo.InvariantCulture, $"{slopes[0]:0} MB, {slopes[1]:0}, {slopes[2]:0}, {slopes[3]:0}; {calls:N0} calls in {time.Elapsed.TotalMinutes:0.0} min");
        return length < Least
            ? new ProofFigure($"{figure} (a trend takes {Least.TotalMinutes:0} min)", null)
            : new ProofFigure(figure, slopes[0] <= MostMegabytes && slopes[1..].All(s => s <= MostOthers));

        async Task CallAsync(TenantClient client, CancellationToken ended)
        {
            while (!ended.IsCancellationRequested)
            {
                await client.CallAsync("whoami");
                Interlocked.Increment(ref calls);
                await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, CancellationToken.None);
            }
        }
    }

    /// <returns>Memory in MB, threads, open files and sockets, sessions at the upstream; null when the process is gone.</returns>
    private static double[]? Measure(int id, int sessions)
    {
        if (ProcessStat.Of($"{id}") is not { } stat) return null;
        return [stat.ResidentPages * (double)Environment.SystemPageSize / 1024 / 1024, Directory.GetDirectories($"/proc/{id}/task").Length, Directory.GetFiles($"/proc/{id}/fd").Length, sessions];
    }

    /// <summary>By least squares, an hour.</summary>
    private static double Slope(List<(double Hours, double[] Values)> samples, int which)
    {
        var (x, y) = (samples.Average(s => s.Hours), samples.Average(s => s.Values[which]));
        return samples.Sum(s => (s.Hours - x) * (s.Values[which] - y)) / samples.Sum(s => (s.Hours - x) * (s.Hours - x));
    }
}
