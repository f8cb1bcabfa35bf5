using System.Security.Cryptography;
using McpService.Application.Health;
using McpService.Common.Processes;
using McpService.Common.Waiting;
using McpService.Domain.Tenants;
using McpService.Infrastructure.Security.ApiKeys;

namespace McpService.Common.Gateway;

/// <summary>The gateway as operators run it: a process of its own, in production, started from the built program.</summary>
public sealed class GatewayProcess : IAsyncDisposable
{
    public const string AdminKey = "an-admin-key-of-the-tests-0123456789abcdef";

    /// <summary>What is started: the built program, unless a published one is to be measured.</summary>
    public static string Program { get; set; } = Path.Combine(AppContext.BaseDirectory, "McpService.WebApi.dll");

    private readonly ChildProcess _process;

    private GatewayProcess(ChildProcess process, Uri address)
    {
        _process = process;
        Address = address;
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = address };
    }

    public Uri Address { get; }

    /// <summary>Sends no credentials and follows no redirects.</summary>
    public HttpClient Client { get; }

    public int Id => _process.Id;

    /// <summary>The last lines it logged.</summary>
    public string Output => _process.Output;

    /// <summary>An entry for <c>ENCRYPTION_KEY</c>.</summary>
    public static string NewKey(string id) => $"{id}:{Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))}";

    /// <summary>Starts one; <see cref="ReadyAsync"/> waits for it.</summary>
    public static Task<GatewayProcess> StartAsync(
        string databaseUrl, Uri upstream, string encryptionKeys, string instance = "one", params (string Name, string Value)[] more) =>
        StartAsync(databaseUrl, upstream, encryptionKeys, onLine: null, instance, more);

    /// <summary>The same, and every line it logs is told, not only the last ones kept.</summary>
    public static Task<GatewayProcess> StartAsync(
        string databaseUrl, Uri upstream, string encryptionKeys, Action<string>? onLine, string instance, params (string Name, string Value)[] more) =>
        StartAsync([], databaseUrl, upstream, encryptionKeys, onLine, instance, more);

    /// <summary>The same, by a command that runs what follows it.</summary>
    public static async Task<GatewayProcess> StartAsync(
        IEnumerable<string> prefix, string databaseUrl, Uri upstream, string encryptionKeys, Action<string>? onLine, string instance, params (string Name, string Value)[] more)
    {
        var settings = Settings(databaseUrl, encryptionKeys, upstream);
        settings["PORT"] = $"{FreePort.Next()}";
        settings["INSTANCE_ID"] = instance;
        foreach (var (name, value) in more) settings[name] = value;
        return new GatewayProcess(await ChildProcess.StartAsync(prefix, ["dotnet", Program], settings, onLine), new Uri($"http://127.0.0.1:{settings["PORT"]}/"));
    }

    /// <summary>Starts a command and does not wait for its end.</summary>
    public static Task<ChildProcess> StartCommandAsync(string databaseUrl, string encryptionKeys, params string[] command) =>
        ChildProcess.StartAsync([], ["dotnet", Program, .. command], Settings(databaseUrl, encryptionKeys, new Uri("http://127.0.0.1:1/mcp")));

    /// <summary>Runs a command to its end.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(string databaseUrl, string encryptionKeys, params string[] command)
    {
        await using var process = await StartCommandAsync(databaseUrl, encryptionKeys, command);
        var exitCode = await process.WaitForExitAsync(CancellationToken.None);
        return (exitCode, process.Output);
    }

    public async Task ReadyAsync()
    {
        try
        {
            await Eventually.TrueAsync(IsReadyAsync, "Readiness of the gateway", TimeSpan.FromSeconds(60));
        }
        catch (TimeoutException failure)
        {
            throw new TimeoutException(Output, failure);
        }
    }

    /// <summary>
    /// A tenant's whole life once, again where a machine that is busy compiling took too long for it: what follows measures the gateway and not
    /// the compiler.
    /// </summary>
    public Task WarmAsync() => Eventually.TrueAsync(
        async _ =>
        {
            try
            {
                var (tenantId, apiKey) = await CreateTenantAsync("warm-up");
                if ((await CallAsync(tenantId, apiKey)).Status != System.Net.HttpStatusCode.OK) return false;
                (await McpListener.OpenAsync(Client, apiKey)).Dispose();
                var tenant = $"/api/tenants/{tenantId}";
                await AdminAsync(HttpMethod.Post, $"{tenant}/api-keys/rotate");
                await AdminAsync(HttpMethod.Patch, tenant, """{"integrationKey":"gmail"}""");
                await AdminAsync(HttpMethod.Put, $"{tenant}/credential", """{"integrationAppToken":"warm-up-2"}""");
                await AdminAsync(HttpMethod.Post, $"{tenant}/suspend");
                await AdminAsync(HttpMethod.Post, $"{tenant}/resume");
                await AdminAsync(HttpMethod.Delete, tenant);
                return true;
            }
            catch (Exception failure) when (failure is InvalidOperationException or HttpRequestException)
            {
                return false;
            }
        },
        "A tenant's life",
        TimeSpan.FromSeconds(60));

    /// <summary>Sends JSON, or nothing, with these headers.</summary>
    public Task<Answer> SendAsync(HttpMethod method, string path, string? json = null, params (string Name, string Value)[] headers) =>
        Answer.OfAsync(Client, method, path, json, headers);

    /// <summary>A request of the operator; throws where it does not succeed.</summary>
    public async Task<Answer> AdminAsync(HttpMethod method, string path, string? json = null)
    {
        var answer = await SendAsync(method, path, json, ("Authorization", $"Bearer {AdminKey}"));
        return (int)answer.Status < 300 ? answer : throw new InvalidOperationException($"{method} {path}: {answer}");
    }

    /// <summary>Creates a tenant as the operator does.</summary>
    public async Task<(string TenantId, string ApiKey)> CreateTenantAsync(string token = "alice-of-acme", string integrationKey = "*")
    {
        var created = await AdminAsync(HttpMethod.Post, "/api/tenants", $$"""{"integrationKey":"{{integrationKey}}","integrationAppToken":"{{token}}"}""");
        return (created.Json.GetProperty("tenantId").GetString()!, created.Json.GetProperty("apiKey").GetString()!);
    }

    /// <summary>Calls a tool with an API key.</summary>
    public Task<Answer> CallAsync(string tenantId, string apiKey, string tool = "whoami") =>
        SendAsync(HttpMethod.Post, $"/api/tenant/{tenantId}/tool", $$$"""{"method":"{{{tool}}}","params":{}}""", ("x-api-key", apiKey));

    /// <summary>Ends it as an operator does.</summary>
    public Task StopAsync() => _process.TerminateAsync(TimeSpan.FromSeconds(30));

    /// <summary>Tells it to end, and does not wait.</summary>
    public void BeginStop() => _process.Terminate();

    /// <summary>SIGKILL: nothing is written, nothing is said goodbye to.</summary>
    public Task KillAsync() => _process.KillAsync();

    /// <summary>Waits until it ends by itself.</summary>
    public Task<int> ExitAsync() => _process.WaitForExitAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _process.DisposeAsync();
    }

    private static Dictionary<string, string> Settings(string databaseUrl, string encryptionKeys, Uri upstream) => new()
    {
        ["ASPNETCORE_ENVIRONMENT"] = "Production",
        ["HOST"] = "127.0.0.1",
        ["DRAIN_SECONDS"] = "0",
        ["DATABASE_URL"] = databaseUrl,
        ["ENCRYPTION_KEY"] = encryptionKeys,
        ["ADMIN_API_KEY"] = AdminKey,
        ["INTEGRATION_APP_MCP_URL"] = upstream.AbsoluteUri,
        ["RATE_LIMIT_AUTH_PER_MINUTE"] = "1000000",
        ["RATE_LIMIT_REQUESTS_PER_SECOND"] = "1000000",
        ["RATE_LIMIT_BURST"] = "1000000",
        ["UPSTREAM_CIRCUIT_CALLS"] = "1000000",
        ["UPSTREAM_OUTAGE_CALLS"] = "1000000",
    };

    private async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        if (_process.HasExited) throw new InvalidOperationException($"The gateway ended: {Output}");
        try
        {
            using var answer = await Client.GetAsync(new Uri("/health/ready", UriKind.Relative), cancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
