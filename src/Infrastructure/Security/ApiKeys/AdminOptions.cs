using McpService.Domain.Secrets;
using McpService.Domain.Tenants;
using McpService.Infrastructure.Settings;

namespace McpService.Infrastructure.Security.ApiKeys;

/// <summary>The operator's key.</summary>
public sealed class AdminOptions : ICheckedSettings
{
    /// <summary>The key in development when none is set; public knowledge, refused in production.</summary>
    public const string SampleKey = "sample-admin-key-for-development-only";

    public const int MinLength = 32;

    private const string Variable = "ADMIN_API_KEY";

    /// <summary>In production required: at least 32 characters, and not <see cref="SampleKey"/>.</summary>
    [Setting(Variable, Development = SampleKey)]
    public Secret? ApiKey { get; set; }

    public IEnumerable<string> Faults(bool isDevelopment)
    {
        const string Mend = "make one with openssl rand -hex 32.";
        if (isDevelopment) return [];
        if (ApiKey is null) return [$"{Variable} is required: {Mend}"];
        if (ApiKey.Reveal() == SampleKey) return [$"{Variable} must not be the sample key: {Mend}"];
        return ApiKey.Length < MinLength ? [$"{Variable} must have at least {MinLength} characters: {Mend}"] : [];
    }
}
