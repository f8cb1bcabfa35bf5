using McpService.Infrastructure.Auditing.Chain;

namespace McpService.Infrastructure.Auditing.Writing;

/// <summary>Rows in one order: those that began, and those that ended.</summary>
internal sealed class TrailPiece(List<TrailRow> intents, List<TrailRow> ended)
{
    public List<TrailRow> Intents { get; } = intents;

    public List<TrailRow> Ended { get; } = ended;

    public int Count => Intents.Count + Ended.Count;

    public TrailPiece First(int count)
    {
        if (count == Count) return this;
        var begun = Math.Min(count, Intents.Count);
        return new TrailPiece(Intents[..begun], Ended[..(count - begun)]);
    }

    /// <summary>The first ones are done.</summary>
    public void Remove(TrailPiece first)
    {
        var (intents, ended) = (first.Intents.Count, first.Ended.Count);
        Intents.RemoveRange(0, intents);
        Ended.RemoveRange(0, ended);
    }
}

/// <summary>A batch on its way, and what it was made of.</summary>
/// <param name="Batch">Sealed: written again it is the same.</param>
/// <param name="Intents">Calls that began.</param>
/// <param name="Ended">Acts that are over.</param>
/// <param name="Group">The intents; null for none.</param>
/// <param name="Heads">How many heads of other chains it takes in.</param>
internal sealed record SealedPiece(SealedBatch Batch, List<TrailRow> Intents, List<TrailRow> Ended, IntentGroup? Group, int Heads);
