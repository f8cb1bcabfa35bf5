using System.Globalization;
using System.Runtime.InteropServices;

namespace McpService.Common.Processes;

/// <summary>Linux signals, by process id.</summary>
internal static class Signals
{
    public const int Interrupt = 2;
    public const int Kill = 9;
    public const int Terminate = 15;
    public const int Continue = 18;
    public const int Stop = 19;

    /// <summary>A process that is gone already is no error.</summary>
    public static void Send(int processId, int signal) => _ = NativeKill(processId, signal);

    /// <summary>The process and all below it, parents first.</summary>
    public static IReadOnlyList<int> Tree(int processId)
    {
        var parents = Directory.EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id > 0)
            .Select(id => (Id: id, Parent: Parent(id)))
            .ToLookup(process => process.Parent, process => process.Id);
        var tree = new List<int> { processId };
        for (var at = 0; at < tree.Count; at++) tree.AddRange(parents[tree[at]]);
        return tree;
    }

    private static int Parent(int processId)
    {
        try
        {
            // "id (name) state parent …", and a name may hold spaces and brackets.
            var stat = File.ReadAllText($"/proc/{processId}/stat");
            return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return -1;
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NativeKill(int processId, int signal);
}
