namespace McpService.UnitTests.Architecture;

/// <summary>Rooms are namespaces. Whoever stands in one must be able to say what it stands on: so none leads back to itself.</summary>
internal sealed class RoomTests
{
    /// <param name="layer">Whose rooms.</param>
    /// <param name="depth">How many parts of a namespace name a room: 3 for <c>McpService.Infrastructure.Auditing</c>.</param>
    [TestCase("McpService.Infrastructure", 3)]
    [TestCase("McpService.Infrastructure", 4)]
    [TestCase("McpService.WebApi", 3)]
    public void Rooms_OfALayer_StandInNoCircle(string layer, int depth)
    {
        var uses = UsesOf(layer, depth);

        uses.Count.ShouldBeGreaterThanOrEqualTo(5);
        Circle(uses).ShouldBeEmpty(Explain(layer, depth));
    }

    private static string? RoomOf(Type type, string layer, int depth) => type.Namespace?.Split('.') is { } parts && type.Namespace.StartsWith($"{layer}.", StringComparison.Ordinal) && parts.Length >= depth
        ? string.Join('.', parts.Take(depth))
        : null;

    private static Dictionary<string, HashSet<string>> UsesOf(string layer, int depth) => Pairs(layer, depth).GroupBy(p => p.From).ToDictionary(g => g.Key, g => g.Select(p => p.To).ToHashSet());

    private static IEnumerable<(string From, string To, string By)> Pairs(string layer, int depth) =>
        from type in Layers.Of(Layers.Infrastructure, Layers.WebApi)
        let room = RoomOf(type, layer, depth)
        where room is not null
        from used in TypeUse.Of(type).Concat(CodeUse.Of(type))
        let other = RoomOf(used, layer, depth)
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

    private static string Explain(string layer, int depth)
    {
        var circle = Circle(UsesOf(layer, depth));
        return string.Join('\n', Pairs(layer, depth).Where(p => circle.Contains(p.From) && circle.Contains(p.To)).Select(p => $"{p.From} → {p.To}: {p.By}").Distinct().Take(60));
    }
}
