using System.Text;

namespace McpService.Common.Fuzzing;

/// <summary>Gives a reader input after input, the good ones first, and keeps what it did not take as it should. The same seed gives the same inputs, however many are asked for at once.</summary>
public sealed class FuzzRun
{
    /// <summary>Several times what any of the readers takes for an input of the greatest length.</summary>
    private const long MostBytes = 8 * 1024 * 1024;

    private const int MostFaults = 10;

    private readonly FuzzedReader _reader;
    private readonly ulong _seed;
    private readonly Mutations _mutations;
    private readonly Queue<byte[]> _good;
    private readonly List<FuzzFault> _faults = [];
    private volatile FuzzFault _current;

    public FuzzRun(FuzzedReader reader, ulong seed)
    {
        (_reader, _seed) = (reader, seed);
        List<byte[]> corpus = [.. reader.Corpus.Select(Encoding.Latin1.GetBytes)];
        _mutations = new Mutations(seed, corpus, [.. reader.Words.Select(Encoding.Latin1.GetBytes)]);
        _good = new Queue<byte[]>(corpus);
        _current = new FuzzFault(reader.Name, seed, -1, [], "never read");
    }

    /// <summary>Damaged inputs that were read so far.</summary>
    public long Inputs { get; private set; }

    /// <summary>Inputs that were not taken as they should, also those whose particulars are not kept.</summary>
    public long Failed { get; private set; }

    /// <summary>The first of them.</summary>
    public IReadOnlyList<FuzzFault> Faults => _faults;

    /// <summary>What is being read, for whoever waits too long for its end.</summary>
    public FuzzFault Current => _current;

    /// <summary>Goes on for so many damaged inputs.</summary>
    public void Next(int count)
    {
        while (_good.TryDequeue(out var good)) Try(good, -1 - _good.Count);
        for (; count > 0; count--) Try(_mutations.Next(), Inputs++);
    }

    private void Try(byte[] input, long number)
    {
        _current = new FuzzFault(_reader.Name, _seed, number, input, "it does not come to an end");
        try
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            _reader.Read(input);
            var taken = GC.GetAllocatedBytesForCurrentThread() - before;
            if (taken >= MostBytes) Found($"it takes {taken} bytes");
        }
        catch (Exception failure)
        {
            Found($"{failure.GetType().Name}: {failure.Message}");
        }
    }

    private void Found(string what)
    {
        Failed++;
        if (_faults.Count < MostFaults) _faults.Add(_current with { What = what });
    }
}
