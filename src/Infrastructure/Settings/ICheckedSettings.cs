namespace McpService.Infrastructure.Settings;

/// <summary>Options with rules that attributes cannot say.</summary>
public interface ICheckedSettings
{
    /// <summary>Each fault names the variable and the mend, never the value.</summary>
    IEnumerable<string> Faults(bool isDevelopment);
}
