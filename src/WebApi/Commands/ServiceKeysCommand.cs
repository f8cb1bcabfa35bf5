using McpService.Infrastructure.Persistence.Start;
using McpService.Infrastructure.Security.ServiceKeys;

namespace McpService.WebApi.Commands;

/// <summary><c>service-keys list</c>, <c>service-keys add &lt;purpose&gt;</c>, <c>service-keys retire &lt;kid&gt;</c>.</summary>
internal static class ServiceKeysCommand
{
    private static readonly string Usage =
        $"Say service-keys list, service-keys add <purpose>, or service-keys retire <kid>. The purposes are: {string.Join(", ", ServiceKeyCommands.Purposes)}.";

    /// <exception cref="CommandException">It was not said what to do.</exception>
    public static async Task<int> RunAsync(GatewayCommands.Call call, CancellationToken cancellationToken)
    {
        var run = call.Arguments switch
        {
            ["list"] => ListAsync(call, cancellationToken),
            ["add", var purpose] when ServiceKeyCommands.Purposes.Contains(purpose) => AddAsync(call, purpose, cancellationToken),
            ["retire", var kid] => RetireAsync(call, kid, cancellationToken),
            _ => throw new CommandException(Usage),
        };
        return await run;
    }

    private static async Task<int> ListAsync(GatewayCommands.Call call, CancellationToken cancellationToken)
    {
        foreach (var key in await (await KeysAsync(call, cancellationToken)).ListAsync(cancellationToken))
        {
            var state = key.RetiredAt is { } at ? $"retired {at:u}" : "in use";
            await call.Output.WriteLineAsync($"{key.Kid}  {key.Purpose,-15} made {key.CreatedAt:u}  encrypted under {key.EncryptionKeyId}  {state}");
        }

        return 0;
    }

    private static async Task<int> AddAsync(GatewayCommands.Call call, string purpose, CancellationToken cancellationToken)
    {
        var kid = await (await KeysAsync(call, cancellationToken)).AddAsync(purpose, cancellationToken);
        await call.Output.WriteLineAsync($"Added {kid} for {purpose}. Running replicas use it within a few seconds; retire the old one then.");
        return 0;
    }

    private static async Task<int> RetireAsync(GatewayCommands.Call call, string kid, CancellationToken cancellationToken)
    {
        var isRetired = await (await KeysAsync(call, cancellationToken)).RetireAsync(kid, cancellationToken);
        await call.Output.WriteLineAsync(isRetired
            ? $"Retired {kid}: it makes nothing new, and what it made stays good."
            : $"Not retired: no key {kid} is in use, or it is the only one for its purpose. Add another first.");
        return isRetired ? 0 : 1;
    }

    private static async Task<ServiceKeyCommands> KeysAsync(GatewayCommands.Call call, CancellationToken cancellationToken)
    {
        await call.Get<DatabaseMigrator>().EnsureReadyAsync(cancellationToken);
        return call.Get<ServiceKeyCommands>();
    }
}
