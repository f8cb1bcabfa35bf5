using McpService.Infrastructure.Persistence.Start;

namespace McpService.UnitTests.Persistence;

internal sealed class ContainerFileTests
{
    private const string Root = "1 0 0:1 / / rw - overlay overlay rw";

    [TestCase("36 25 0:32 / /app/data rw,relatime - ext4 /dev/vda rw", ExpectedResult = true)]
    [TestCase("36 25 0:32 / /app rw,relatime - ext4 /dev/vda rw", ExpectedResult = true)]
    [TestCase("36 25 0:32 / /app/database rw,relatime - ext4 /dev/vda rw", ExpectedResult = false)]
    [TestCase("not a line", ExpectedResult = false)]
    public bool IsMounted_FolderOrOneAboveItButTheRoot(string line) => ContainerFile.IsMounted("/app/data", [Root, line]);
}
