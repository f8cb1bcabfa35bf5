using McpService.Infrastructure.Persistence.Start;

namespace McpService.WebApi.Commands;

/// <summary>What the executable does instead of serving when its first argument is the name of a command.</summary>
internal static class GatewayCommands
{
    private static readonly Dictionary<string, (Command Run, string Purpose)> All = new()
    {
        ["migrate"] = (MigrateAsync, "makes or updates the tables, and ends"),
        ["rekey"] = (RekeyCommand.RunAsync, "seals everything stored anew under the first key of ENCRYPTION_KEY"),
        ["service-keys"] = (ServiceKeysCommand.RunAsync, "list, add <purpose>, retire <kid>: the keys that sign, hash and seal"),
        ["audit"] = (AuditCommand.RunAsync, "verify [--from <time>] [--head <writer>:<sequence>:<mac>]: whether the trail is whole; retain: deletes what has been kept long enough"),
        ["health"] = (HealthCommand.RunAsync, "asks the gateway on this machine whether it lives"),
    };

    /// <summary>Each command and what it does, as <c>--help</c> lists them.</summary>
    public static IEnumerable<(string Name, string Purpose)> Purposes => All.Select(c => (c.Key, c.Value.Purpose));

    /// <param name="Services">The gateway's, which is not started.</param>
    /// <param name="Arguments">What follows the command, without settings.</param>
    /// <param name="All">The same with settings.</param>
    /// <param name="Output">For the operator: never a secret.</param>
    internal sealed record Call(IServiceProvider Services, IReadOnlyList<string> Arguments, IReadOnlyList<string> All, TextWriter Output)
    {
        public T Get<T>() where T : notnull => Services.GetRequiredService<T>();
    }

    /// <returns>Exit code: 0, or 1 for what the operator has to mend.</returns>
    internal delegate Task<int> Command(Call call, CancellationToken cancellationToken);

    /// <summary>The command, or null where the gateway is to serve.</summary>
    /// <exception cref="CommandException">There is no such command.</exception>
    public static Func<IServiceProvider, CancellationToken, Task<int>>? Find(string[] args)
    {
        if (args.Length == 0 || IsSetting(args[0])) return null;

        if (!All.TryGetValue(args[0], out var command))
            throw new CommandException($"The first argument is not a command; the commands are: {string.Join(", ", All.Keys)}. Settings are given as --NAME=value. See --help.");
        return (services, cancellationToken) => command.Run(new Call(services, [.. args.Skip(1).Where(a => !IsSetting(a))], [.. args.Skip(1)], Console.Out), cancellationToken);
    }

    private static bool IsSetting(string argument) => argument.StartsWith('-') || argument.Contains('=');

    private static async Task<int> MigrateAsync(Call call, CancellationToken cancellationToken)
    {
        await call.Get<DatabaseMigrator>().MigrateAsync(cancellationToken);
        return 0;
    }
}

/// <summary>A command that cannot be carried out as it was given; the message says how to give it.</summary>
internal sealed class CommandException(string message) : Exception(message)
{
    /// <summary>What the process ends with: a shell's own code for a command misused.</summary>
    public const int ExitCode = 2;
}
