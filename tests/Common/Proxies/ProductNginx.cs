using System.Text.RegularExpressions;
using McpService.Common.Sources;

namespace McpService.Common.Proxies;

/// <summary>A real nginx before replicas, set up as <c>deploy/nginx.conf</c> has it but for TLS. Its answers tell in <see cref="Replica"/> which one they are from.</summary>
public static partial class ProductNginx
{
    /// <summary>Header of the answers: address and port of the replica.</summary>
    public const string Replica = "X-Replica";

    public static async Task<Nginx> StartAsync(IEnumerable<Uri> replicas, CancellationToken cancellationToken = default)
    {
        var page = await File.ReadAllTextAsync(Path.Combine(SourceTree.Root, "deploy", "nginx.conf"), cancellationToken);
        var servers = string.Join('\n', replicas.Select(r => $"server {r.Authority} max_fails=0;"));
        var upstream = Server().Replace(Block(page, "upstream gateway"), servers);
        return await Nginx.StartAsync($"add_header {Replica} $upstream_addr always;\n{Block(page, "location /")}", upstream, cancellationToken);
    }

    /// <summary>A block without blocks of its own, head included.</summary>
    private static string Block(string page, string head)
    {
        var begin = page.IndexOf($"{head} {{", StringComparison.Ordinal);
        if (begin < 0) throw new InvalidOperationException($"deploy/nginx.conf has no block {head}.");
        return page[begin..(page.IndexOf('}', begin) + 1)];
    }

    // The container's name, which Docker's DNS resolves.
    [GeneratedRegex("server gateway:[^;]*;", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Server();
}
