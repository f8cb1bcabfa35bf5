using System.Runtime.InteropServices;
using McpService.Common.Gateway;
using McpService.Common.Processes;
using McpService.LoadTests.Machine;

namespace McpService.LoadTests.Stage;

/// <summary>The gateway as the image has it: compiled beforehand for the processor, with the settings of the runtime that the Dockerfile names.</summary>
internal static class PublishedGateway
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "published");

    /// <summary>The image's settings of the runtime, for a process of the gateway; none until <see cref="UseAsync"/>.</summary>
    public static IReadOnlyList<(string Name, string Value)> Settings { get; private set; } = [];

    /// <summary>Publishes it and makes it the one that is started from now on.</summary>
    /// <exception cref="InvalidOperationException">It was not published; the message is what the SDK wrote.</exception>
    public static async Task UseAsync()
    {
        await Console.Error.WriteLineAsync("The gateway is published …");
        var architecture = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "arm64" : "amd64";
        await ChildProcess.RunAsync([],
        [
            "dotnet", "publish", Path.Combine(Repository.Root, "src", "WebApi"), "--configuration", "Release", "--output", Folder, "--verbosity", "quiet", "--nologo",
            "-p:UseAppHost=false", $"-p:Precompiled={architecture}",
        ]);
        GatewayProcess.Program = Path.Combine(Folder, "McpService.WebApi.dll");
        Settings = await ImageSettings.ReadAsync();
    }
}
