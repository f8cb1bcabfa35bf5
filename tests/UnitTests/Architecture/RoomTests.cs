namespace McpService.UnitTests.Architecture;

/// <summary>Rooms are namespaces. Whoever stands in one must be able to say what it stands on: so none leads back to itself.</summary>
internal sealed class RoomTests
{
    private const string Infrastructure = "McpService.Infrastructure";

    /// <param name="depth">How many parts of a namespace name a room: 3 for <c>McpService.Infrastructure.Auditing</c>.</param>
    [TestCase(3)]
    [TestCase(4)]
    public void Rooms_OfInfrastructure_StandInNoCircle(int depth)
    {
        var uses = UsesOf(depth);

        uses.Count.ShouldBeGreaterThanOrEqualTo(5);
        Circle(uses).ShouldBeEmpty(Explain(depth));
    }

    private static string? RoomOf(Type type, int depth) => type.Namespace?.Split('.') is { } parts && type.Namespace.StartsWith($"{Infrastructure}.", StringComparison.Ordinal) && parts.Length >= depth
        ? string.Join('.', parts.Take(depth))
        : null;

    private static Dictionary<string, HashSet<string>> UsesOf(int depth) => Pairs(depth).GroupBy(p => p.From).ToDictionary(g => g.Key, g => g.Select(p => p.To).ToHashSet());

    private static IEnumerable<(string From, string To, string By)> Pairs(int depth) =>
        from type in Layers.Of(Layers.Infrastructure)
        let room = RoomOf(type, depth)
        where room is not null
        from used in TypeUse.Of(type).Concat(CodeUse.Of(type))
        let other = RoomOf(used, depth)
        where other is not null && other != room
        select (room, other, $"{type.Name} → {used.Name}");

    /// <summary>The rooms from which one comes back to where one was, after all that stand on solid ground are taken away.</summary>
    private static HashSet<string> Circle(Dictionary<string, HashSet<string>> uses)
    {
        var left = uses.ToDictionary(u => u.Key, u => u.Value.ToHashSet());
        while (left.Where(l => !l.Value.Any(left.ContainsKey)).Select(l => l.Key).ToList() is { Count: > 0 } solid)
        {
            foreach (var room in solid) left.Remove(room);
        }

        return [.. left.Keys];
    }

    private static string Explain(int depth)
    {
        var circle = Circle(UsesOf(depth));
        return string.Join('\n', Pairs(depth).Where(p => circle.Contains(p.From) && circle.Contains(p.To)).Select(p => $"{p.From} → {p.To}: {p.By}").Distinct().Take(60));
    }
}
