namespace McpService.Common.Fuzzing;

/// <summary>What reads input that anybody may have written.</summary>
/// <param name="Name">As in a report.</param>
/// <param name="Read">Reads an input and looks at what came of it; throws for what must not be.</param>
/// <param name="Corpus">Good inputs, a byte for each character of Latin-1.</param>
/// <param name="Words">Of the language, in the same form.</param>
public sealed record FuzzedReader(string Name, Action<byte[]> Read, IReadOnlyList<string> Corpus, IReadOnlyList<string> Words);
