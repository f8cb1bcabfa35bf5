using System.Diagnostics;
using System.Globalization;
using McpService.Common.Processes;

namespace McpService.FunctionalTests.TestSupport;

internal sealed class ChildProcessTests
{
    /// <summary>Ctrl-C is sent to everything in the terminal's session: the guard ended with it, and what it guards, which takes no interrupt, was left and waited for without end.</summary>
    [Test]
    public async Task Program_IsInASessionOfItsOwn()
    {
        await using var child = await ChildProcess.StartAsync([], ["sleep", "60"]);

        SessionOf(child.Id).ShouldNotBe(SessionOf(Environment.ProcessId));
    }

    [Test]
    public async Task Dispose_OfAProgramThatTakesNoInterrupt_EndsIt()
    {
        var child = await ChildProcess.StartAsync([], ["sleep", "60"]);
        var id = child.Id;
        using (var interrupt = Process.Start("kill", ["-INT", $"{id}"])) await interrupt.WaitForExitAsync();

        await child.DisposeAsync();

        Directory.Exists($"/proc/{id}").ShouldBeFalse();
    }

    // "id (name) state parent group session …"
    private static int SessionOf(int processId)
    {
        var stat = File.ReadAllText($"/proc/{processId}/stat");
        return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[3], CultureInfo.InvariantCulture);
    }
}
