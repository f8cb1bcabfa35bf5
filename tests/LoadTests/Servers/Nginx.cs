using System.Security.Cryptography;
using McpService.Common.Processes;

namespace McpService.LoadTests.Servers;

/// <summary>Debian's nginx as a reverse proxy with connections kept open to the upstream; what a proxy in C costs.</summary>
internal sealed class Nginx : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;
    private readonly ChildProcess _process;

    private Nginx(DirectoryInfo folder, ChildProcess process, Uri address) => (_folder, _process, Address) = (folder, process, address);

    public static bool IsInstalled => File.Exists(Program);

    public Uri Address { get; }

    public int ProcessId => _process.Id;

    private static string Program => "/usr/sbin/nginx";

    public static async Task<Nginx> StartAsync(Uri target)
    {
        var port = FreePort.Next();
        var folder = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), $"mcpservice-nginx-{RandomNumberGenerator.GetHexString(12, lowercase: true)}"));
        var file = Path.Combine(folder.FullName, "nginx.conf");
        await File.WriteAllTextAsync(file, Configuration(folder.FullName, port, target));
        return new Nginx(folder, await ChildProcess.StartAsync([], [Program, "-c", file, "-e", "stderr"]), new Uri($"http://127.0.0.1:{port}{target.AbsolutePath}"));
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    // Its workers are another user's when it is started as root: the folders it writes to are told one by one, and are theirs to make.
    private static string Configuration(string folder, int port, Uri target) =>
        $$"""
        daemon off;
        worker_processes auto;
        pid {{folder}}/nginx.pid;
        events { worker_connections 4096; }
        http {
          access_log off;
          client_body_temp_path {{folder}}/body;
          proxy_temp_path {{folder}}/proxy;
          fastcgi_temp_path {{folder}}/fastcgi;
          uwsgi_temp_path {{folder}}/uwsgi;
          scgi_temp_path {{folder}}/scgi;
          keepalive_requests 100000000;
          upstream target { server {{target.Authority}}; keepalive 512; keepalive_requests 100000000; }
          server {
            listen 127.0.0.1:{{port}};
            location / {
              proxy_pass http://target;
              proxy_http_version 1.1;
              proxy_set_header Connection "";
              proxy_buffers 16 16k;
            }
          }
        }
        """;
}
