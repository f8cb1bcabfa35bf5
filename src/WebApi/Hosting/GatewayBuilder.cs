using McpService.Infrastructure.Settings;
using McpService.Infrastructure.Telemetry;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.Logging.Console;

namespace McpService.WebApi.Hosting;

/// <summary>The host's builder: where settings come from, which environment it is, how it logs.</summary>
internal static class GatewayBuilder
{
    public static WebApplicationBuilder Create(string[] args)
    {
        // Not the working folder: the same gateway must find the same files wherever it was started from.
        var contentRoot = AppContext.BaseDirectory;
        var file = EnvironmentFile.Read(DataFolder.Find(contentRoot).Root);
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            Args = [.. args, "--hostBuilder:reloadConfigOnChange=false", "--ReloadStaticAssetsAtRuntime=false"], // Settings are read once, and the console's files are as built.
            ApplicationName = typeof(GatewayBuilder).Assembly.GetName().Name, // Where controllers are looked for; the process may be a test's.
            ContentRootPath = contentRoot,
            EnvironmentName = ChooseEnvironment(args, file),
        });

        // Below everything else: a real variable, or an argument, always wins.
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = file });
        if (IsBuilt(builder, contentRoot)) builder.WebHost.UseStaticWebAssets();
        builder.Logging.ClearProviders();
        if (IsJson(builder.Configuration)) builder.Logging.AddJsonConsole(console => console.UseUtcTimestamp = true).Services.Configure<JsonConsoleFormatterOptions>(json => json.TimestampFormat = "O");
        else builder.Logging.AddSimpleConsole(console => console.SingleLine = true);

        // What ends the process is told by who runs it, in one line or as the unhandled exception it is; the host would tell it again, with its stack.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        return builder;
    }

    /// <summary>Built and not published: the console's files are where they were built, and a list beside the program says where. Tests name the program's.</summary>
    private static bool IsBuilt(WebApplicationBuilder builder, string contentRoot) =>
        builder.Configuration[WebHostDefaults.StaticWebAssetsKey] is not null
        || File.Exists(Path.Combine(contentRoot, $"{builder.Environment.ApplicationName}.staticwebassets.runtime.json"));

    /// <summary>The log begins before settings are checked; a bad value is found then.</summary>
    private static bool IsJson(ConfigurationManager configuration) =>
        string.Equals(configuration["LOG_FORMAT"]?.Trim(), nameof(LogFormat.Json), StringComparison.OrdinalIgnoreCase);

    private static string ChooseEnvironment(string[] args, IReadOnlyDictionary<string, string?> file)
    {
        var arguments = new ConfigurationBuilder().AddCommandLine(args).Build();
        return arguments[HostDefaults.EnvironmentKey]
            ?? HostEnvironment.Choose(name => Environment.GetEnvironmentVariable(name) ?? file.GetValueOrDefault(name));
    }
}
