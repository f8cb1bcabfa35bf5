using McpService.Common.Databases;
using McpService.Common.Gateway;
using McpService.Common.Prerequisites;
using McpService.Common.Processes;
using Npgsql;

namespace McpService.FunctionalTests.Api;

/// <summary>What an operator did wrong is one line that names the file or the setting and the mend: no stack trace, no secret, exit code 1.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
internal sealed class OperatorsFaultTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [TestCase("PASSWORD: s3cret")]
    [TestCase("PASSWORD=s3cret's")]
    [TestCase("PASSWORD=\"s3cret")]
    [TestCase("s3cret")]
    public async Task EnvironmentFile_BadLine_IsNamedByNumber(string line)
    {
        using var copy = new ProgramCopy();
        await File.WriteAllTextAsync(Path.Combine(copy.Folder, ".env"), $"PORT=0\n{line}\n");

        var (code, output) = await RunAsync(copy);

        code.ShouldBe(1, output);
        output.ShouldStartWith($"{copy.Folder}/.env, line 2: ");
        output.ShouldNotContain("\n");
        output.ShouldNotContain("s3");
    }

    [Test]
    public async Task EnvironmentFile_NotReadable_IsNamed()
    {
        using var copy = new ProgramCopy();
        var file = Path.Combine(copy.Folder, ".env");
        await File.WriteAllTextAsync(file, "PORT=0");
        File.SetUnixFileMode(file, UnixFileMode.None);

        var (code, output) = await RunAsync(copy);

        code.ShouldBe(1, output);
        output.ShouldBe($"{file} cannot be read by this user: change its owner or its mode, or remove it.");
    }

    [Test]
    public async Task DataFolder_SomebodyElses_IsNamed()
    {
        using var copy = new ProgramCopy();
        var data = Directory.CreateDirectory(Path.Combine(copy.Folder, "data"));
        File.SetUnixFileMode(data.FullName, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        var (code, output) = await RunAsync(copy);

        code.ShouldBe(1, output);
        output.ShouldStartWith($"{data.FullName} cannot be written by this user: ");
        output.ShouldNotContain("\n");
    }

    [Test]
    public async Task Migrate_RoleMayNotCreate_SaysWhatPostgresSays()
    {
        var database = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        await using (var connection = new NpgsqlConnection(database.ConnectionString))
        {
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand("DROP ROLE IF EXISTS guest; CREATE ROLE guest LOGIN PASSWORD 'guest'", connection);
            await command.ExecuteNonQueryAsync();
        }

        var url = database.Url.Replace("mcpservice:test-password", "guest:guest", StringComparison.Ordinal);
        var (code, output) = await GatewayProcess.RunAsync(url, GatewayProcess.NewKey("k1"), "migrate");

        code.ShouldBe(1, output);
        output.ShouldBe("DATABASE_URL leads to a PostgreSQL that says: permission denied for schema public (42501)");
    }

    [Test]
    public async Task Production_InAContainerWithoutDatabaseUrl_WarnsThatTheDataIsLost()
    {
        using var copy = new ProgramCopy();
        if (OrdinaryUser.RunAs.Count > 0) File.SetUnixFileMode(copy.Folder, (UnixFileMode)0b111_111_111);
        await using var process = await StartAsync(copy, ("NODE_ENV", "production"), ("DOTNET_RUNNING_IN_CONTAINER", "true"));

        await Common.Waiting.Eventually.TrueAsync(_ => Task.FromResult(process.Output.Contains("[2004]", StringComparison.Ordinal)), "The warning");

        process.Output.ShouldContain("lost with it");
    }

    private static async Task<(int Code, string Output)> RunAsync(ProgramCopy copy)
    {
        await using var process = await StartAsync(copy);
        using var limit = new CancellationTokenSource(Limit);
        return (await process.WaitForExitAsync(limit.Token), process.Output);
    }

    private static Task<ChildProcess> StartAsync(ProgramCopy copy, params (string Name, string Value)[] settings)
    {
        Prerequisite.Require(OrdinaryUser.CanRun, OrdinaryUser.MissingReason);
        return ChildProcess.StartAsync(OrdinaryUser.RunAs, ["dotnet", copy.Program], new Dictionary<string, string>(settings.Select(s => KeyValuePair.Create(s.Name, s.Value)))
        {
            ["HOST"] = "127.0.0.1",
            ["PORT"] = "0",
            ["ADMIN_API_KEY"] = GatewayProcess.AdminKey,
            ["ENCRYPTION_KEY"] = GatewayProcess.NewKey("k1"),
            ["INTEGRATION_APP_MCP_URL"] = "http://127.0.0.1:1/mcp",
        });
    }
}
