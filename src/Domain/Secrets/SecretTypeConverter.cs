using System.ComponentModel;
using System.Globalization;

namespace McpService.Domain.Secrets;

/// <summary>Makes a secret of a text, where frameworks bind texts to parameters; never the other way round.</summary>
public sealed class SecretTypeConverter : TypeConverter
{
    public override bool CanConvertFrom(ITypeDescriptorContext? context, Type sourceType) => sourceType == typeof(string);

    public override bool CanConvertTo(ITypeDescriptorContext? context, Type? destinationType) => false;

    public override object? ConvertFrom(ITypeDescriptorContext? context, CultureInfo? culture, object value) =>
        value is string text ? new Secret(text) : base.ConvertFrom(context, culture, value);
}
