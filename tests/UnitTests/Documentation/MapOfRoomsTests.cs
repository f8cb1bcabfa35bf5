namespace McpService.UnitTests.Documentation;

/// <summary>The map in docs/architecture.md is the tree: a room without a sentence, or a sentence without a room, is a fault.</summary>
public sealed class MapOfRoomsTests
{
    private const string UseCases = "/*";

    [Test]
    public void Map_AndTree_NameTheSameRooms()
    {
        var rooms = Repository.Rooms("src").ToList();
        var rows = Repository.Lines("docs/architecture.md").Where(line => line.StartsWith("| `src/", StringComparison.Ordinal)).Select(line => line.Split('`')[1]).ToList();

        rows.ShouldBeUnique();
        rooms.Where(room => !rows.Contains(room) && !rows.Contains(ParentOf(room) + UseCases)).ShouldBeEmpty("Rooms without a row in docs/architecture.md");
        rows.Where(row => !rooms.Any(room => room == row || ParentOf(room) + UseCases == row)).ShouldBeEmpty("Rows of docs/architecture.md without a room");
    }

    private static string ParentOf(string room) => room[..room.LastIndexOf('/')];
}
