namespace McpService.Common.Fuzzing;

/// <summary>An input that a reader did not take as it should.</summary>
/// <param name="Reader">Whose.</param>
/// <param name="Seed">With which the same inputs come again.</param>
/// <param name="Number">Of the input, from 0; below 0 for the good ones that the others are made of.</param>
/// <param name="Input">The input itself.</param>
/// <param name="What">What happened.</param>
public sealed record FuzzFault(string Reader, ulong Seed, long Number, byte[] Input, string What)
{
    public override string ToString() => $"{Reader}, input {Number} of seed {Seed} ({Convert.ToHexString(Input)}): {What}";
}
