using McpService.LoadTests.Load;

namespace McpService.LoadTests.Contests;

/// <summary>Ways under the same load, sampled in turn, so that what the machine does meanwhile meets all of them.</summary>
/// <param name="Connections">Connections of the generator.</param>
/// <param name="Payload">Bytes of text in the answer; 0 for the shortest.</param>
/// <param name="Ways">Who takes part.</param>
internal sealed record Contest(int Connections, int Payload, IReadOnlyList<Samples> Ways)
{
    public static async Task<Contest> RunAsync(int connections, int payload, IReadOnlyList<Way> ways, Pace pace)
    {
        var contest = new Contest(connections, payload, [.. ways.Select(way => new Samples(way))]);
        for (var round = 0; round < pace.Rounds; round++)
        {
            foreach (var samples in contest.Ways) samples.Add(await Wrk.RunAsync(samples.Way, connections, pace.Sample));
        }

        return contest;
    }

    /// <summary>Processors that others kept busy meanwhile, at the most.</summary>
    public double ForeignLoad => Ways.Max(way => way.All.Max(sample => sample.ForeignLoad));

    public Samples? Find(string way) => Ways.FirstOrDefault(samples => samples.Way.Name == way);
}
