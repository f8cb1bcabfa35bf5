using System.Diagnostics;
using System.Runtime.InteropServices;

namespace McpService.LoadTests.Machine;

/// <summary>What the figures were taken on.</summary>
/// <param name="Processor">Model, as the kernel has it.</param>
/// <param name="Processors">How many there are to use.</param>
/// <param name="Runtime">Version of .NET.</param>
/// <param name="Commit">The commit that was measured, with <c>+</c> where the sources differ from it.</param>
internal sealed record MachineShape(string Processor, int Processors, string Runtime, string Commit)
{
    public static async Task<MachineShape> ReadAsync()
    {
        var model = File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() ?? "unknown";
        return new MachineShape(model, Environment.ProcessorCount, RuntimeInformation.FrameworkDescription, await GitAsync("describe", "--always", "--exclude=*", "--dirty=+"));
    }

    public override string ToString() => $"{Processors} processors ({Processor}), {Runtime}, commit {Commit}";

    private static async Task<string> GitAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("git", arguments) { WorkingDirectory = Repository.Root, RedirectStandardOutput = true, UseShellExecute = false };
        using var git = Process.Start(start)!;
        var output = await git.StandardOutput.ReadToEndAsync();
        await git.WaitForExitAsync();
        return output.Trim();
    }
}
