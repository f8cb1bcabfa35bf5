using System.Globalization;

namespace McpService.Console.Components;

/// <summary>Numbers as people read them.</summary>
internal static class Numbers
{
    public static string Count(double number) => number switch
    {
        >= 10_000_000 => Text(number / 1_000_000, "0.#", "M"),
        >= 10_000 => Text(number / 1_000, "0.#", "k"),
        _ => Text(number, "#,0", ""),
    };

    public static string Bytes(double bytes) => bytes switch
    {
        >= 1 << 30 => Text(bytes / (1 << 30), "0.0", " GiB"),
        >= 1 << 20 => Text(bytes / (1 << 20), "0.0", " MiB"),
        >= 1 << 10 => Text(bytes / (1 << 10), "0.0", " KiB"),
        _ => Text(bytes, "0", " B"),
    };

    public static string Milliseconds(double? milliseconds) => milliseconds switch
    {
        null => "–",
        >= 10_000 => Text(milliseconds.Value / 1000, "0", " s"),
        >= 1_000 => Text(milliseconds.Value / 1000, "0.0", " s"),
        >= 10 => Text(milliseconds.Value, "0", " ms"),
        _ => Text(milliseconds.Value, "0.0", " ms"),
    };

    public static string Percent(double part, double whole) => whole == 0 ? "–" : Text(100 * part / whole, "0.#", " %");

    private static string Text(double number, string format, string unit) => number.ToString(format, CultureInfo.InvariantCulture) + unit;
}
