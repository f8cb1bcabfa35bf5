using McpService.Common.Prerequisites;
using McpService.Common.Processes;
using McpService.Common.Waiting;

namespace McpService.Common.Proxies;

/// <summary>A real nginx on a loopback port, with the locations a test gives it.</summary>
public sealed class Nginx : IAsyncDisposable
{
    private static readonly string? Program = new[] { "/usr/sbin/nginx", "/usr/bin/nginx", "/usr/local/sbin/nginx" }.FirstOrDefault(File.Exists);

    private readonly string _folder;
    private readonly ChildProcess _process;

    private Nginx(string folder, ChildProcess process, Uri address) => (_folder, _process, Address) = (folder, process, address);

    public static bool IsInstalled => Program is not null && OrdinaryUser.CanRun;

    public Uri Address { get; }

    /// <param name="locations">What stands inside <c>server { … }</c>.</param>
    /// <param name="upstreams">What stands before it, inside <c>http { … }</c>.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    public static async Task<Nginx> StartAsync(string locations, string upstreams = "", CancellationToken cancellationToken = default)
    {
        Prerequisite.Require(IsInstalled, $"nginx (Debian: package nginx-light). {OrdinaryUser.MissingReason}");
        var port = FreePort.Next();
        var folder = Directory.CreateTempSubdirectory("mcpservice-nginx-").FullName;
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(folder, (UnixFileMode)0b111_111_111); // It runs as another user where this one is root.
        await File.WriteAllTextAsync(Path.Combine(folder, "nginx.conf"), Configuration(folder, port, locations, upstreams), cancellationToken);
        var process = await ChildProcess.StartAsync(
            OrdinaryUser.RunAs, [Program!, "-e", "stderr", "-p", folder, "-c", Path.Combine(folder, "nginx.conf")], cancellationToken: cancellationToken);
        var nginx = new Nginx(folder, process, new Uri($"http://127.0.0.1:{port}/"));
        await Eventually.TrueAsync(nginx.AcceptsAsync, "nginx's start");
        return nginx;
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        await ChildProcess.RunAsync([], ["rm", "-rf", _folder]);
    }

    private static string Configuration(string folder, int port, string locations, string upstreams) => $$"""
        daemon off;
        pid {{folder}}/nginx.pid;
        worker_processes 1;
        events { worker_connections 256; }
        http {
          access_log off;
          client_body_temp_path {{folder}}/body;
          proxy_temp_path {{folder}}/proxy;
          fastcgi_temp_path {{folder}}/fastcgi;
          uwsgi_temp_path {{folder}}/uwsgi;
          scgi_temp_path {{folder}}/scgi;
          {{upstreams}}
          server {
            listen 127.0.0.1:{{port}};
            proxy_http_version 1.1;
            proxy_buffering off;
            proxy_set_header Connection "";
            proxy_set_header Host $http_host;
            {{locations}}
          }
        }
        """;

    private async Task<bool> AcceptsAsync(CancellationToken cancellationToken)
    {
        if (_process.HasExited) throw new InvalidOperationException($"nginx ended: {_process.Output}");
        using var socket = new System.Net.Sockets.TcpClient();
        try
        {
            await socket.ConnectAsync(Address.Host, Address.Port, cancellationToken);
            return true;
        }
        catch (System.Net.Sockets.SocketException)
        {
            return false;
        }
    }
}
