using System.Globalization;

namespace McpService.LoadTests.Machine;

/// <summary>What the kernel says of a process in <c>/proc/ID/stat</c> (proc(5)). Times are in ticks.</summary>
/// <param name="Parent">Id of the process that started it.</param>
/// <param name="Own">Processor time it took.</param>
/// <param name="Ended">Processor time of its children that have ended, and of theirs.</param>
/// <param name="ResidentPages">Pages of memory it holds.</param>
internal sealed record ProcessStat(int Parent, long Own, long Ended, long ResidentPages)
{
    /// <summary>Ticks a second: <c>USER_HZ</c>, 100 on every architecture that .NET runs on.</summary>
    public const int TicksPerSecond = 100;

    /// <summary>Null when it has ended.</summary>
    public static ProcessStat? Of(string id)
    {
        try
        {
            // The name, in parentheses, may hold anything; the fields behind it begin with the third, the state.
            var text = File.ReadAllText($"/proc/{id}/stat");
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return new ProcessStat((int)Field(3 + 1), Field(14) + Field(15), Field(16) + Field(17), Field(24));

            long Field(int number) => long.Parse(fields[number - 3], CultureInfo.InvariantCulture);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
