using System.Globalization;
using System.Reflection;
using McpService.Application.Settings;
using McpService.Domain.Secrets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace McpService.Infrastructure.Settings;

/// <summary>Every options class that is registered, property by property.</summary>
internal sealed class SettingsReport(IServiceProvider services, IConfiguration configuration) : ISettingsReport
{
    public IReadOnlyList<SettingInForce> Read() =>
    [
        .. from settings in services.GetServices<SettingsOf>().DistinctBy(s => s.Type)
           let options = settings.Read(services)
           from property in settings.Type.GetProperties()
           let setting = property.GetCustomAttribute<SettingAttribute>()
           where setting is not null
           orderby setting.Name
           select Of(setting, property, options),
    ];

    private SettingInForce Of(SettingAttribute setting, PropertyInfo property, object options)
    {
        var (isConfidential, isSet) = (property.PropertyType == typeof(Secret), !string.IsNullOrWhiteSpace(configuration[setting.Name]));
        var isSample = property.GetValue(options) is Secret secret && secret.Reveal() == setting.Development;
        return new SettingInForce(setting.Name, isConfidential ? null : Spell(property.GetValue(options)), isSet, isConfidential, isSample);
    }

    private static string? Spell(object? value) => value switch
    {
        null => null,
        bool flag => flag ? "true" : "false",
        Enum member => SettingsReader.Spell(member.ToString()),

        // Neither a user's part nor a query, where somebody may have put a key.
        Uri address => $"{address.Scheme}://{address.Authority}{address.AbsolutePath}",
        IReadOnlyList<string> list => string.Join(',', list),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };
}
