using System.Security.Cryptography;
using System.Text;
using McpService.Application.Tenants;
using McpService.Common.Databases;
using McpService.Common.Gateway;
using McpService.Common.Upstreams;
using McpService.Domain.Tenants;
using McpService.FunctionalTests.Persistence;
using McpService.Infrastructure.Security.ApiKeys;

namespace McpService.FunctionalTests.Secrets;

/// <summary>Whoever gets hold of the database gets no secret: neither is there in a dump, in any form.</summary>
[TestFixture(Engine.Sqlite)]
[TestFixture(Engine.Postgres)]
internal sealed class DatabaseDumpTests(Engine engine)
{
    private readonly List<string> _secrets = [];

    [Test]
    public async Task Dump_AfterEverySecretWasUsed_HoldsNone()
    {
        using var sqlite = new SqliteDatabase();
        var postgres = engine == Engine.Postgres ? await (await PostgresServer.SharedAsync()).CreateDatabaseAsync() : null;
        await using var upstream = await ScriptableUpstream.StartAsync();
        await using (var gateway = await GatewayHost.StartAsync(postgres?.Url ?? sqlite.Url, upstream.Address))
        {
            await UseSecretsAsync(gateway);
            if (postgres is null) NothingIn(SqliteBytes(sqlite));
        }

        NothingIn(postgres is null ? SqliteBytes(sqlite) : await PostgresServer.DumpAsync(postgres));
    }

    [TestCase("raw")]
    [TestCase("hex")]
    [TestCase("URL")]
    [TestCase("base64 at 0")]
    [TestCase("base64 at 1")]
    [TestCase("base64 at 2")]
    [TestCase("base64url at 1")]
    public void Scanner_SecretHiddenInOneForm_FindsIt(string form)
    {
        var secret = NewSecret();
        var bytes = Encoding.UTF8.GetBytes(secret);
        var hidden = form switch
        {
            "raw" => secret,
            "hex" => Convert.ToHexStringLower(bytes),
            "URL" => Uri.EscapeDataString(secret),
            "base64url at 1" => System.Buffers.Text.Base64Url.EncodeToString([7, .. bytes, 9]),
            _ => Convert.ToBase64String([.. Encoding.UTF8.GetBytes("xy"[..(form[^1] - '0')]), .. bytes, 9]),
        };

        LeakScanner.Find(Encoding.UTF8.GetBytes($"before{hidden}after"), secret).ShouldContain(form);
        LeakScanner.Find("nothing of the kind"u8, secret).ShouldBeEmpty();
    }

    /// <summary>Credentials of both kinds, keys, tokens, arguments, results, tickets, wrong keys: everything that passes through and must not stay.</summary>
    private async Task UseSecretsAsync(GatewayHost gateway)
    {
        var (token, workspaceSecret, replacement, argument) = (Plant(), Plant(), Plant(), Plant());
        var tenant = await gateway.CreateTenantAsync(token);
        Plant(tenant.ApiKey, await tenant.TokenAsync());
        using (await tenant.SendAsync("echo", $$"""{"secret":"{{argument}}"}""")) { }

        using (var opened = await tenant.McpAsync("""{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}"""))
            Plant(opened.Headers.GetValues("Mcp-Session-Id").Single());

        var wrong = Plant();
        await gateway.SendAsync(HttpMethod.Post, tenant.ToolPath, """{"method":"listTools"}""", ("x-api-key", wrong));
        var admin = (await gateway.SendAsync(HttpMethod.Post, "/api/auth/token", $$"""{"key":"{{AdminOptions.SampleKey}}"}""")).Json.GetProperty("token").GetString()!;
        Plant(AdminOptions.SampleKey, admin);

        var asAdmin = ("Authorization", $"Bearer {admin}");
        var workspace = $$$"""{"workspace":{"key":"ws","secret":"{{{workspaceSecret}}}","userId":"u"}}""";
        await SucceedAsync(gateway.SendAsync(HttpMethod.Put, $"/api/tenants/{tenant.TenantId}/credential", workspace, asAdmin));
        using (await tenant.SendAsync("whoami", "{}")) { }
        await SucceedAsync(gateway.SendAsync(HttpMethod.Put, $"/api/tenants/{tenant.TenantId}/credential", $$"""{"integrationAppToken":"{{replacement}}"}""", asAdmin));
        var rotated = await SucceedAsync(gateway.SendAsync(HttpMethod.Post, $"/api/tenants/{tenant.TenantId}/api-keys/rotate", null, asAdmin));
        Plant(rotated.Json.GetProperty("apiKey").GetString()!);
    }

    private static async Task<Answer> SucceedAsync(Task<Answer> sent)
    {
        var answer = await sent;
        ((int)answer.Status).ShouldBeLessThan(300, answer.ToString());
        return answer;
    }

    private void NothingIn(byte[] dump)
    {
        dump.AsSpan().IndexOf("tenant-"u8).ShouldBePositive("what is no secret must be there, or this looks at the wrong thing");
        _secrets.SelectMany(secret => LeakScanner.Find(dump, secret).Select(form => $"{secret[..6]}… as {form}")).ShouldBeEmpty();
    }

    private string Plant()
    {
        _secrets.Add(NewSecret());
        return _secrets[^1];
    }

    private void Plant(params string[] secrets) => _secrets.AddRange(secrets);

    // With characters that URLs write differently.
    private static string NewSecret() => $"canary+{RandomNumberGenerator.GetHexString(24)}/=~";

    private static byte[] SqliteBytes(SqliteDatabase database) =>
        [.. Directory.EnumerateFiles(Path.GetDirectoryName(database.Path)!).Where(f => !f.EndsWith(".lock", StringComparison.Ordinal) && !f.EndsWith(".serving", StringComparison.Ordinal)).SelectMany(ReadShared)];

    private static byte[] ReadShared(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }
}
