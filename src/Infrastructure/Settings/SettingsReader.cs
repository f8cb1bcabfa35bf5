using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using McpService.Domain.Secrets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace McpService.Infrastructure.Settings;

/// <summary>
/// Fills options classes from environment variables. The framework's own binder would print a bad value in its error;
/// here a fault names the variable and what it may be, and nothing else.
/// </summary>
public static class SettingsReader
{
    /// <summary>Registers <typeparamref name="T"/> and checks it when the service starts.</summary>
    public static IServiceCollection AddSettings<T>(this IServiceCollection services)
        where T : class
    {
        services.AddOptions<T>()
            .Configure<IConfiguration, IHostEnvironment>((options, configuration, environment) => Fill(options, configuration, environment.IsDevelopment()))
            .ValidateOnStart();
        return services.AddSingleton(new SettingsOf(typeof(T), provider => provider.GetRequiredService<IOptions<T>>().Value));
    }

    /// <summary>Checks all settings before anything is made of one of them: a part that is made first would tell of its own alone.</summary>
    /// <exception cref="OptionsValidationException">At least one is bad; all are reported.</exception>
    public static void CheckSettings(this IServiceProvider services)
    {
        var faults = new List<string>();
        foreach (var settings in services.GetServices<SettingsOf>().DistinctBy(s => s.Type))
        {
            try
            {
                settings.Read(services);
            }
            catch (OptionsValidationException e)
            {
                faults.AddRange(e.Failures);
            }
        }

        if (faults.Count > 0) throw new OptionsValidationException(Options.DefaultName, typeof(SettingsReader), faults);
    }

    /// <summary>Reads and checks every setting of <paramref name="options"/>.</summary>
    /// <exception cref="OptionsValidationException">At least one is bad; all are reported.</exception>
    public static void Fill(object options, IConfiguration configuration, bool isDevelopment)
    {
        var faults = new List<string>();
        foreach (var property in options.GetType().GetProperties())
        {
            if (property.GetCustomAttribute<SettingAttribute>() is { } setting && Assign(options, property, setting, configuration, isDevelopment) is { } fault)
                faults.Add($"{setting.Name} {fault}");
        }

        if (faults.Count == 0 && options is ICheckedSettings settings) faults.AddRange(settings.Faults(isDevelopment));
        if (faults.Count > 0) throw new OptionsValidationException(Options.DefaultName, options.GetType(), faults);
    }

    private static string? Assign(object options, PropertyInfo property, SettingAttribute setting, IConfiguration configuration, bool isDevelopment)
    {
        var text = configuration[setting.Name]?.Trim();
        if (string.IsNullOrEmpty(text)) text = isDevelopment ? setting.Development : null;
        if (text is null) return null;

        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        if (!TryParse(text, type, out var value)) return $"must be {Describe(type)}.";

        property.SetValue(options, value);
        var range = property.GetCustomAttribute<RangeAttribute>();
        return range is null || range.IsValid(value) ? null : $"must be from {range.Minimum} to {range.Maximum}.";
    }

    private static bool TryParse(string text, Type type, out object? value)
    {
        value = null;
        if (type == typeof(string)) value = text;
        else if (type == typeof(Secret)) value = new Secret(text);
        else if (type == typeof(int) && int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)) value = number;
        else if (type == typeof(bool) && bool.TryParse(text, out var flag)) value = flag;
        else if (type == typeof(Uri) && Uri.TryCreate(text, UriKind.Absolute, out var uri)) value = uri;
        else if (type == typeof(IReadOnlyList<string>)) value = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        else if (type.IsEnum && !char.IsAsciiDigit(text[0]) && Enum.TryParse(type, text.Replace("-", "", StringComparison.Ordinal), ignoreCase: true, out var member)) value = member;
        return value is not null;
    }

    private static string Describe(Type type) =>
        type == typeof(int) ? "a whole number"
        : type == typeof(bool) ? "true or false"
        : type == typeof(Uri) ? "an absolute URL"
        : $"one of {string.Join(", ", Enum.GetNames(type).Select(Spell))}";

    /// <summary><c>BeforeCall</c> as it is written in a variable: <c>before-call</c>.</summary>
    internal static string Spell(string member) =>
        string.Concat(member.Select((c, i) => char.IsUpper(c) && i > 0 ? $"-{char.ToLowerInvariant(c)}" : $"{char.ToLowerInvariant(c)}"));
}
