namespace McpService.LoadTests.Load;

/// <summary>Samples of one way under the same load.</summary>
internal sealed class Samples(Way way)
{
    private readonly List<Sample> _all = [];

    public Way Way => way;

    public IReadOnlyList<Sample> All => _all;

    public double CallsPerSecond => Median(sample => sample.CallsPerSecond);

    public double MedianMs => Median(sample => sample.MedianMs);

    public double P99Ms => Median(sample => sample.P99Ms);

    public double CpuMicroseconds => Median(sample => sample.CpuMicroseconds);

    public long ResidentBytes => _all[^1].ResidentBytes;

    public double GeneratorLoad => Median(sample => sample.GeneratorLoad);

    public long Wrong => _all.Sum(sample => sample.Wrong);

    public void Add(Sample sample) => _all.Add(sample);

    private double Median(Func<Sample, double> value) => _all.Select(value).Order().ElementAt(_all.Count / 2);
}
