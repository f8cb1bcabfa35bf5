using System.Net;
using System.Runtime.CompilerServices;
using McpService.Common.Node;
using McpService.Common.Prerequisites;
using McpService.Common.Processes;
using McpService.Common.Waiting;

namespace McpService.Common.Upstreams;

/// <summary>A server in Node.js over Streamable HTTP: <c>@modelcontextprotocol/server-everything</c>, the reference server of the TypeScript SDK, or one of <c>tests/node/servers</c>.</summary>
public sealed class NodeUpstream : IAsyncDisposable
{
    private readonly ChildProcess _process;

    private NodeUpstream(ChildProcess process, Uri address) => (_process, Address) = (process, address);

    /// <summary>Where the npm packages of the tests live.</summary>
    public static string Folder { get; } = Path.GetFullPath(Path.Combine(SourceFolder(), "..", "..", "node"));

    public static bool IsInstalled => File.Exists(Script) && Node is not null;

    public static string MissingReason => "Node.js 20 and the packages of tests/node are needed: run `npm ci` in tests/node.";

    /// <summary><c>http://127.0.0.1:port/mcp</c>.</summary>
    public Uri Address { get; }

    public int ProcessId => _process.Id;

    private static string Script =>
        Path.Combine(Folder, "node_modules", "@modelcontextprotocol", "server-everything", "dist", "index.js");

    private static string? Node => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .Select(folder => Path.Combine(folder, "node")).FirstOrDefault(File.Exists);

    /// <summary>The reference server. Skips the test when it is not installed; see <see cref="Prerequisite"/>.</summary>
    public static Task<NodeUpstream> StartAsync(CancellationToken cancellationToken = default)
    {
        Prerequisite.Require(IsInstalled, MissingReason);
        return StartAsync(port => [Node!, Script, "streamableHttp"], cancellationToken);
    }

    /// <summary>One of <c>tests/node/servers</c>. Skips the test when what it needs is not installed; see <see cref="Prerequisite"/>.</summary>
    public static Task<NodeUpstream> StartAsync(string server, CancellationToken cancellationToken = default) => StartAsync(server, [], cancellationToken);

    /// <param name="server">As the other.</param>
    /// <param name="arguments">What the server is told besides its port.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static Task<NodeUpstream> StartAsync(string server, IEnumerable<string> arguments, CancellationToken cancellationToken = default)
    {
        Prerequisite.Require(NodePrograms.IsInstalled, NodePrograms.MissingReason);
        return StartAsync(port => [NodePrograms.Node, NodePrograms.Script(Path.Combine("servers", $"{server}.mjs")), port, .. arguments], cancellationToken);
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private static async Task<NodeUpstream> StartAsync(Func<string, IEnumerable<string>> command, CancellationToken cancellationToken)
    {
        var port = FreePort.Next();
        var process = await ChildProcess.StartAsync(
            [], command(port.ToString()), new Dictionary<string, string>(StringComparer.Ordinal) { ["PORT"] = port.ToString() }, cancellationToken: cancellationToken);
        var upstream = new NodeUpstream(process, new Uri($"http://127.0.0.1:{port}/mcp"));
        try
        {
            await upstream.AnswersAsync();
            return upstream;
        }
        catch
        {
            await upstream.DisposeAsync();
            throw;
        }
    }

    private async Task AnswersAsync()
    {
        using var http = new HttpClient();
        await Eventually.TrueAsync(async cancellationToken =>
        {
            if (_process.HasExited) throw new InvalidOperationException($"The server ended: {_process.Output}");
            try
            {
                // Without a session it refuses, or knows no GET at all, and so tells that it listens.
                using var answer = await http.GetAsync(Address, cancellationToken);
                return answer.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed or HttpStatusCode.NotAcceptable;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        }, "An answer of the server", TimeSpan.FromSeconds(30));
    }

    private static string SourceFolder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
