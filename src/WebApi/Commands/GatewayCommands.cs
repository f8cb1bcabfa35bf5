using McpService.Infrastructure.Persistence;

namespace McpService.WebApi.Commands;

/// <summary>What the executable does instead of serving when its first argument is the name of a command.</summary>
internal static class GatewayCommands
{
    private static readonly Dictionary<string, Func<IServiceProvider, CancellationToken, Task>> All = new()
    {
        ["migrate"] = (services, cancellationToken) => services.GetRequiredService<DatabaseMigrator>().MigrateAsync(cancellationToken),
    };

    /// <summary>The command, or null where the gateway is to serve.</summary>
    /// <exception cref="UnknownCommandException">There is no such command.</exception>
    public static Func<IServiceProvider, CancellationToken, Task>? Find(string[] args)
    {
        if (args.Length == 0 || args[0].StartsWith('-') || args[0].Contains('=')) return null;

        return All.TryGetValue(args[0], out var command) ? command : throw new UnknownCommandException(All.Keys);
    }
}

/// <summary>The first argument is no command; the message lists those there are.</summary>
internal sealed class UnknownCommandException(IEnumerable<string> commands)
    : Exception($"The first argument is not a command; the commands are: {string.Join(", ", commands)}. Settings are given as --NAME=value.");
