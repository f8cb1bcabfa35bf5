using McpService.Application;
using McpService.Infrastructure;
using McpService.Infrastructure.Settings;
using McpService.Infrastructure.Telemetry;
using McpService.WebApi.Commands;
using McpService.WebApi.Health;
using McpService.WebApi.Hosting;
using McpService.WebApi.OpenApi;
using McpService.WebApi.Pipeline;
using McpService.WebApi.Telemetry;
using McpService.WebApi.WebConsole;

namespace McpService.WebApi;

/// <summary>Puts the gateway together; for the process and for tests alike.</summary>
public static partial class GatewayApplication
{
    /// <summary>The whole gateway, not yet started.</summary>
    /// <param name="args">Settings as <c>--PORT=0</c>; they win over the environment and <c>.env</c>.</param>
    /// <param name="configure">Last word on services, for tests.</param>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = GatewayBuilder.Create(args);
        builder.Services.AddApplication().AddInfrastructure().AddTelemetry(builder.Configuration, typeof(GatewayApplication).Assembly).AddWebApi();
        if (builder.Environment.IsDevelopment()) AddSandbox(builder.Services);
        configure?.Invoke(builder);
        return builder.Build().UseGateway();
    }

    /// <summary>Runs the gateway, or the command that the first argument names.</summary>
    /// <returns>Exit code: 0, 1 for what the operator has to mend, or 2 for a command misused.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        if (ProgramText.Find(args) is { } text)
        {
            await Console.Out.WriteLineAsync(text);
            return 0;
        }

        try
        {
            var command = GatewayCommands.Find(args);
            await using var app = Build(args);
            app.Services.CheckSettings();
            if (command is not null) return await command(app.Services, app.Lifetime.ApplicationStopping);
            await ServeAsync(app);
            return 0;
        }
        catch (Exception failure) when (StartupFaults.Explain(failure) is { Count: > 0 } faults)
        {
            foreach (var fault in faults) await Console.Error.WriteLineAsync(fault);
            return failure is CommandException ? CommandException.ExitCode : 1;
        }
    }

    /// <summary>Serves until told to stop, or until a background service fails, which the framework would call a success.</summary>
    private static async Task ServeAsync(WebApplication app)
    {
        var background = app.Services.GetServices<IHostedService>().OfType<BackgroundService>().ToList();
        await app.RunAsync();
        await Task.WhenAll(background.Select(b => b.ExecuteTask).OfType<Task>().Where(t => t.IsFaulted));
    }

    // Without a body where the sandbox is left out of the build (WebApi.csproj): then the calls go too.
    static partial void AddSandbox(IServiceCollection services);

    static partial void MapSandbox(IEndpointRouteBuilder endpoints);

    private static WebApplication UseGateway(this WebApplication app)
    {
        app.Services.GetRequiredService<ProcessVitals>();

        app.UseTrustedProxies();
        app.UseMiddleware<PublicPath>();
        app.UseMiddleware<RequestStart>();
        app.UseMiddleware<DrainGate>();
        app.UseMiddleware<ErrorMiddleware>();
        app.UseMiddleware<HostCheck>();
        app.UseMiddleware<OriginCheck>();
        app.UseApiDescription();
        app.UseConsole();
        app.UseRouting();
        app.UseWhen(context => context.Request.Headers.Origin.Count > 0, pages => pages.UseCors()); // for requests of no page it notes that it was there, in a dictionary
        app.UseMiddleware<StreamOrder>();
        app.UseMiddleware<StartupWait>();
        app.UseMiddleware<CallerMiddleware>();
        app.MapControllers().Add(endpoint => DirectActions.Map(endpoint, app.Services));
        app.MapMetrics();
        if (app.Environment.IsDevelopment()) MapSandbox(app);
        return app;
    }
}
