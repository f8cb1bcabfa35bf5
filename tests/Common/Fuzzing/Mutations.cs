namespace McpService.Common.Fuzzing;

/// <summary>Inputs made of good ones: bits turned, pieces left out, doubled, put elsewhere, and words of the language thrown in. The same seed gives the same inputs.</summary>
internal sealed class Mutations(ulong seed, IReadOnlyList<byte[]> corpus, IReadOnlyList<byte[]> words)
{
    private const int MostChanges = 8;
    private const int MaxLength = 16 * 1024;

    private ulong _state = seed;

    public byte[] Next()
    {
        List<byte> input = [.. corpus[Below(corpus.Count)]];
        for (var left = Below(MostChanges); left >= 0; left--) Change(input);
        return input.Count <= MaxLength ? [.. input] : [.. input[..MaxLength]];
    }

    private void Change(List<byte> input)
    {
        var at = Below(input.Count + 1);
        var length = Below(Math.Min(input.Count - at, 64) + 1);
        switch (Below(7))
        {
            case 0 when at < input.Count:
                input[at] ^= (byte)(1 << Below(8));
                break;
            case 1 when at < input.Count:
                input[at] = (byte)Below(256);
                break;
            case 2:
                input.RemoveRange(at, length);
                break;
            case 3:
                input.InsertRange(Below(input.Count + 1), input.GetRange(at, length));
                break;
            case 4:
                var other = corpus[Below(corpus.Count)];
                input.InsertRange(at, other[..Below(other.Length + 1)]);
                break;
            case 5:
                input.RemoveRange(at, input.Count - at);
                break;
            default:
                var word = words[Below(words.Count)];
                for (var times = Below(40) == 0 ? 200 : 1; times > 0; times--) input.InsertRange(at, word);
                break;
        }
    }

    private int Below(int bound) => (int)(NextNumber() % (ulong)bound);

    // SplitMix64: small, and the same everywhere.
    private ulong NextNumber()
    {
        _state += 0x9E3779B97F4A7C15;
        var mixed = (_state ^ (_state >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }
}
