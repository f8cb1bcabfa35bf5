using McpService.Application.Tenants;
using McpService.Infrastructure.Persistence.Start;
using McpService.Infrastructure.Security.Encryption;

namespace McpService.WebApi.Commands;

/// <summary><c>rekey</c>: seals everything stored anew under the first key of <c>ENCRYPTION_KEY</c>.</summary>
internal static class RekeyCommand
{
    public static async Task<int> RunAsync(GatewayCommands.Call call, CancellationToken cancellationToken)
    {
        await call.Get<DatabaseMigrator>().EnsureReadyAsync(cancellationToken);
        var rekeying = call.Get<Rekeying>();
        var isDone = await rekeying.RunAsync(table => Report(call.Output, table), cancellationToken);
        await call.Output.WriteLineAsync(isDone
            ? $"Done: everything is encrypted under \"{rekeying.KeyId}\", and no other key is needed."
            : $"Not done: rows were left that are not encrypted under \"{rekeying.KeyId}\". Keep the other keys; the same command goes on from here.");
        return isDone ? 0 : 1;
    }

    private static void Report(TextWriter output, RekeyedTable table)
    {
        output.WriteLine($"{table.Name}: {table.Resealed} encrypted anew, {table.Kept} were already, {table.Changed} changed meanwhile, {table.Faults.Count} do not open.");
        foreach (var fault in table.Faults) output.WriteLine($"  {fault}");
    }
}
