namespace McpService.Infrastructure.Settings;

/// <summary>The environment variable that sets a property of an options class. Unset, the property keeps its initial value.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SettingAttribute(string name) : Attribute
{
    public string Name { get; } = name;

    /// <summary>Value in development when nothing is set; null leaves the initial value.</summary>
    public string? Development { get; init; }
}
