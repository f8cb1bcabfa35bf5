using System.Net.Sockets;
using McpService.Infrastructure.Persistence.Database;
using McpService.Infrastructure.Persistence.Start;
using McpService.WebApi.Hosting;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace McpService.WebApi.Commands;

/// <summary>Why the gateway does not start, in lines for the operator: each names a setting and the mend, none shows a value.</summary>
internal static class StartupFaults
{
    /// <summary>The lines, or none for a fault of ours.</summary>
    public static IReadOnlyList<string> Explain(Exception failure) => failure switch
    {
        OptionsValidationException settings => [.. settings.Failures],
        AggregateException several when several.Flatten().InnerExceptions.All(e => e is OptionsValidationException) =>
            [.. several.Flatten().InnerExceptions.SelectMany(Explain)],
        IOException { InnerException: AddressInUseException } => ["PORT is in use by another process. Choose another, or 0 for any free one."],
        SocketException { SocketErrorCode: SocketError.AccessDenied } => ["PORT may not be opened by this user. Choose one over 1023."],
        SocketException { SocketErrorCode: SocketError.AddressNotAvailable } => ["HOST is not an address of this machine."],
        EnvironmentFileException file => [file.Message],
        SchemaOutdatedException outdated => [outdated.Message],
        CommandException command => [command.Message],
        _ => DatabaseReason.Of(failure) is { } reason ? [$"DATABASE_URL {reason}"] : [],
    };
}
