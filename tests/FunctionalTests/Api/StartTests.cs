using System.Security.Cryptography;
using McpService.Common.Databases;
using McpService.WebApi;
using Microsoft.Data.Sqlite;

namespace McpService.FunctionalTests.Api;

/// <summary>How the process starts, or says why not.</summary>
[NonParallelizable]
internal sealed class StartTests
{
    [Test]
    public async Task Run_BadSettings_NamesEachOnALineAndExits1()
    {
        // Empty is not set, whatever .env says.
        var (code, errors) = await RunAsync(
            "--environment=Production", "--PORT=s3cret", "--TENANT_AUTH=s3cret", "--DATABASE_URL=s3cret://", "--ADMIN_API_KEY=", "--ENCRYPTION_KEY=", "--INTEGRATION_APP_MCP_URL=");

        code.ShouldBe(1);
        errors.Select(l => l.Split(' ')[0]).ShouldBe(
            ["PORT", "TENANT_AUTH", "DATABASE_URL", "ADMIN_API_KEY", "ENCRYPTION_KEY", "INTEGRATION_APP_MCP_URL"], ignoreOrder: true);
        string.Join('\n', errors).ShouldNotContain("s3cret");
    }

    [Test]
    public async Task Run_UnknownCommand_ListsThoseThereAre()
    {
        var (code, errors) = await RunAsync("frobnicate");
        code.ShouldBe(2);
        errors.ShouldHaveSingleItem().ShouldContain("migrate");
        errors[0].ShouldContain("--help");
    }

    [TestCase("--help")]
    [TestCase("-h")]
    [TestCase("--version")]
    public async Task Run_HelpOrVersion_SaysItAndExits0WithoutAnySetting(string argument)
    {
        var before = Console.Out;
        await using var output = new StringWriter();
        Console.SetOut(output);
        try
        {
            (await GatewayApplication.RunAsync([argument, "--environment=Production"])).ShouldBe(0);
        }
        finally
        {
            Console.SetOut(before);
        }

        output.ToString().ShouldContain("McpService");
    }

    [Test]
    public async Task Run_Migrate_MakesTheTablesAndExits0()
    {
        using var database = new SqliteDatabase();
        var (code, errors) = await RunAsync("migrate", "--environment=Development", $"--DATABASE_URL={database.Url}", $"--ENCRYPTION_KEY={RandomNumberGenerator.GetHexString(64)}");

        code.ShouldBe(0, string.Join('\n', errors));
        await using var connection = new SqliteConnection(database.ConnectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM tenants";
        (await command.ExecuteScalarAsync()).ShouldBe(0L);
    }

    private static async Task<(int Code, string[] Errors)> RunAsync(params string[] args)
    {
        var before = Console.Error;
        await using var errors = new StringWriter();
        Console.SetError(errors);
        try
        {
            var code = await GatewayApplication.RunAsync(args);
            return (code, errors.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        }
        finally
        {
            Console.SetError(before);
        }
    }
}
