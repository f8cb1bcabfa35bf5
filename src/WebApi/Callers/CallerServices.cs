using McpService.Application.Callers;

namespace McpService.WebApi.Callers;

/// <summary>
/// Registers who finds out who is asking. Nothing of the framework's authentication and authorization: with their services
/// <see cref="WebApplication"/> would add their middleware by itself, at 30 µs a call.
/// </summary>
internal static class CallerServices
{
    public static IServiceCollection AddCallers(this IServiceCollection services) => services
        .AddSingleton<CallContextFactory>()
        .AddScoped<CurrentCall>()
        .AddScoped(provider => provider.GetRequiredService<CurrentCall>().Context)
        .AddScoped<ICallContext>(provider => provider.GetRequiredService<CallContext>())
        .AddSingleton<CallerProof>()
        .AddSingleton<TokenWorth>()
        .AddSingleton<CallerIdentification>();
}
