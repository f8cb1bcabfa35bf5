using McpService.Infrastructure.Mcp;

namespace McpService.UnitTests.Architecture;

/// <summary>The rooms of the protocol's code stand on floors: each uses only what is below it.</summary>
internal sealed class McpRoomTests
{
    // From the ground up; those of one floor do not know each other.
    private static readonly string[][] Floors = [["Wire"], ["Http", "Tools"], ["Streams", "Eras"], ["Sessions"], ["Dialogues"], ["Parked"], ["Relay", "Bridge"], ["Reverse"], [""]];

    private static readonly string Root = typeof(McpGateway).Namespace!;

    private static IEnumerable<Type> Types => Layers.Of(Layers.Infrastructure).Where(t => RoomOf(t) is not null);

    [Test]
    public void Room_Any_UsesOnlyRoomsBelow() => Types
        .SelectMany(t => TypeUse.Of(t).Select(u => (User: t, Used: u)))
        .Where(u => RoomOf(u.Used) is { } used && used != RoomOf(u.User) && FloorOf(used) >= FloorOf(RoomOf(u.User)!))
        .Select(u => $"{u.User.FullName} uses {u.Used.FullName}")
        .ShouldBeEmpty();

    [Test]
    public void Rooms_AreThoseOfTheFloors() => Types.Select(RoomOf).Distinct().ShouldBe(Floors.SelectMany(f => f), ignoreOrder: true);

    private static int FloorOf(string room) => Array.FindIndex(Floors, f => f.Contains(room));

    /// <summary>The folder below Mcp that a type stands in, empty for Mcp itself; null for a type of another house.</summary>
    private static string? RoomOf(Type type) =>
        type.Namespace == Root ? "" : type.Namespace?.StartsWith(Root + ".", StringComparison.Ordinal) == true ? type.Namespace[(Root.Length + 1)..] : null;
}
