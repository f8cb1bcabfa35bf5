using McpService.Application.Upstream;

namespace McpService.Infrastructure.Mcp.Sessions;

/// <summary>What an upstream says alike to most tenants: of itself, and which tools there are.</summary>
internal sealed class AlikeSessions
{
    private readonly AlikeValues<ReadOnlyMemory<byte>> _introductions = new(SameBytes.Comparer);
    private readonly AlikeValues<KnownTools> _tools = new(SameNames.Comparer);

    public ReadOnlyMemory<byte> Introduction(ReadOnlyMemory<byte> json) => _introductions.Of(json);

    public KnownTools Tools(KnownTools tools) => _tools.Of(tools);

    private sealed class SameBytes : EqualityComparer<ReadOnlyMemory<byte>>
    {
        public static readonly SameBytes Comparer = new();

        public override bool Equals(ReadOnlyMemory<byte> x, ReadOnlyMemory<byte> y) => x.Span.SequenceEqual(y.Span);

        public override int GetHashCode(ReadOnlyMemory<byte> obj)
        {
            var hash = new HashCode();
            hash.AddBytes(obj.Span);
            return hash.ToHashCode();
        }
    }

    private sealed class SameNames : EqualityComparer<KnownTools>
    {
        public static readonly SameNames Comparer = new();

        public override bool Equals(KnownTools? x, KnownTools? y) =>
            ReferenceEquals(x, y) || (x is not null && y is not null && x.IsWhole == y.IsWhole && x.Names.SetEquals(y.Names));

        // In any order, as the names of a set are.
        public override int GetHashCode(KnownTools obj) => obj.Names.Aggregate(obj.IsWhole ? 1 : 0, (hash, name) => hash ^ name.GetHashCode(StringComparison.Ordinal));
    }
}
