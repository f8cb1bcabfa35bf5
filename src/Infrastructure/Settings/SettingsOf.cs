namespace McpService.Infrastructure.Settings;

/// <summary>An options class that is filled from settings.</summary>
/// <param name="Type">The class.</param>
/// <param name="Read">Gives it, checked.</param>
internal sealed record SettingsOf(Type Type, Func<IServiceProvider, object> Read);
