namespace McpService.WebApi.Hosting;

/// <summary>
/// Which environment the gateway runs in: what ASP.NET Core's own variables say, else <c>NODE_ENV</c>, which platforms set
/// for every kind of application, else production. Anything but development gets production's strictness.
/// </summary>
internal static class HostEnvironment
{
    private static readonly string[] Variables = ["ASPNETCORE_ENVIRONMENT", "DOTNET_ENVIRONMENT", "NODE_ENV"];

    /// <param name="read">Reads a variable; null or empty where it is not set.</param>
    public static string Choose(Func<string, string?> read)
    {
        var name = Variables.Select(read).FirstOrDefault(v => !string.IsNullOrWhiteSpace(v))?.Trim();
        return name is null ? Environments.Production : $"{char.ToUpperInvariant(name[0])}{name[1..].ToLowerInvariant()}";
    }
}
