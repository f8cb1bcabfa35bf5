using System.Text.Encodings.Web;
using McpService.Application.Auditing;
using McpService.Application.Calls;
using McpService.Application.Health;
using McpService.Application.Limits;
using McpService.Application.Memory;
using McpService.Application.Tenants;
using McpService.Application.Validation;
using McpService.Infrastructure.Settings;
using McpService.WebApi.Bodies;
using McpService.WebApi.Callers;
using McpService.WebApi.Health;
using McpService.WebApi.Hosting;
using McpService.WebApi.Mcp;
using McpService.WebApi.OpenApi;
using McpService.WebApi.RateLimiting;
using McpService.WebApi.Streams;
using McpService.WebApi.Telemetry;
using McpService.WebApi.Tenants;
using McpService.WebApi.WebConsole;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Mvc.Formatters;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;

namespace McpService.WebApi;

/// <summary>Registers what speaks HTTP.</summary>
internal static class DependencyInjection
{
    public static IServiceCollection AddWebApi(this IServiceCollection services) => services
        .AddServer()
        .AddNames()
        .AddCallers()
        .AddRateLimits()
        .AddBodies()
        .AddControllersAlone()
        .AddSingleton<ProcessVitals>()
        .AddSingleton<UpstreamVitals>()
        .AddSettings<ConsoleOptions>()
        .AddScraping();

    private static IServiceCollection AddServer(this IServiceCollection services) => services
        .AddSettings<ServerOptions>()
        .AddSettings<MemoryOptions>()
        .AddSingleton(provider => new MemoryBudget(provider.GetRequiredService<IOptions<MemoryOptions>>().Value.Budget))
        .AddSingleton(TimeProvider.System)
        .AddSingleton<IConfigureOptions<KestrelServerOptions>, KestrelSetup>()
        .AddSingleton<IConfigureOptions<ForwardedHeadersOptions>, ForwardedHeadersSetup>()
        .Configure<HostOptions>(options => options.ShutdownTimeout = DrainState.ClosingLimit + TimeSpan.FromSeconds(1))
        .AddSingleton<ListeningSockets>()
        .AddSingleton<IConfigureOptions<SocketTransportOptions>>(provider => provider.GetRequiredService<ListeningSockets>())
        .AddSingleton<IHostLifetime, ShutdownSignals>();

    /// <summary>What the use cases call this process and the addresses it is reached at.</summary>
    private static IServiceCollection AddNames(this IServiceCollection services) => services
        .AddSingleton(provider => DataFolder.Find(provider.GetRequiredService<IHostEnvironment>().ContentRootPath))
        .AddSingleton(provider => new InstanceId(Server(provider).InstanceId ?? Server(provider).Dyno ?? Environment.MachineName))
        .AddSingleton(provider => new PublicUrls($"{Server(provider).PublicUrl?.AbsoluteUri.TrimEnd('/')}/mcp"));

    private static IServiceCollection AddRateLimits(this IServiceCollection services) => services
        .AddSettings<RateLimitOptions>()
        .AddSingleton<WrongCredentials>()
        .AddSingleton<IWrongCredentials>(provider => provider.GetRequiredService<WrongCredentials>())
        .AddSingleton<RateLimits>()
        .AddSingleton<ITenantDemand, TenantDemands>()
        .AddSingleton<CallSlots>()
        .AddSingleton<ICallSlots>(provider => provider.GetRequiredService<CallSlots>());

    private static IServiceCollection AddBodies(this IServiceCollection services) => services
        .AddScoped(provider => provider.GetRequiredService<CallContext>().Faults)
        .AddScoped<IRequestFaults>(provider => provider.GetRequiredService<CallContext>().Faults)
        .AddSingleton<BodyReader>()
        .AddScoped<BodyBinder>();

    /// <summary>MVC without what the gateway does itself: validation, error answers, other formats than JSON.</summary>
    private static IServiceCollection AddControllersAlone(this IServiceCollection services)
    {
        services.AddMvcCore(options =>
            {
                options.InputFormatters.Clear();
                options.InputFormatters.Add(new StrictJsonInputFormatter());
                options.OutputFormatters.RemoveType<StringOutputFormatter>();
                options.OutputFormatters.RemoveType<StreamOutputFormatter>();
                options.ModelValidatorProviders.Clear();
                options.ValueProviderFactories.RemoveType<FormValueProviderFactory>();
                options.ValueProviderFactories.RemoveType<FormFileValueProviderFactory>();
                options.ValueProviderFactories.RemoveType<JQueryFormValueProviderFactory>();
                options.Filters.Remove(options.Filters.Single(f => f is UnsupportedContentTypeFilter)); // our formatter takes all of them
                options.SuppressImplicitRequiredAttributeForNonNullableReferenceTypes = true;
                options.Conventions.Add(new BindingFaultsFilter());
                options.Conventions.Add(new DescribedActions());
            })
            .ConfigureApplicationPartManager(parts =>
            {
                parts.ApplicationParts.Clear();
                parts.ApplicationParts.Add(new Controllers());
            })
            .AddApiExplorer()
            .AddCors()
            .AddJsonOptions(options => options.JsonSerializerOptions.Encoder = JavaScriptEncoder.Default);
        services.Configure<RouteOptions>(options => options.SuppressCheckForUnhandledSecurityMetadata = true); // CORS is there for requests of web pages alone
        services.AddSingleton<IConfigureOptions<CorsOptions>, McpCors>().AddSingleton<ICorsPolicyProvider, DefaultCorsPolicyProvider>(); // asked for with every request of a page
        services.AddSingleton<SseConnections>().AddSingleton<SseListener>().AddSingleton<SseMessages>().AddScoped<SseStreams>().AddSingleton<StreamArrivals>();
        return services;
    }

    private static ServerOptions Server(IServiceProvider provider) => provider.GetRequiredService<IOptions<ServerOptions>>().Value;
}
