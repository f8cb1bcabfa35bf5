using System.Globalization;
using System.Security;
using System.Text;

namespace McpService.LoadTests.Curves;

/// <summary>Draws a curve: points at equal steps from left to right, microseconds of processor time from bottom to top.</summary>
internal static class SvgChart
{
    private const int Width = 720, Height = 360, Left = 64, Right = 150, Top = 24, Bottom = 56;

    private static readonly string[] Colours = ["#6b7280", "#2563eb", "#d97706", "#059669"];

    public static string Write(Curve curve)
    {
        var axis = CostAxis.For([.. curve.Ways.SelectMany(curve.CostsOf)]);
        var svg = new StringBuilder();
        Line(svg, $"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {Height}" font-family="sans-serif" font-size="12">""");
        Line(svg, $"""<rect width="{Width}" height="{Height}" fill="#ffffff"/>""");
        foreach (var tick in axis.Ticks)
        {
            Line(svg, $"""<line x1="{Left}" x2="{Width - Right}" y1="{Y(axis, tick):F1}" y2="{Y(axis, tick):F1}" stroke="#e5e7eb"/>""");
            Line(svg, $"""<text x="{Left - 6}" y="{Y(axis, tick) + 4:F1}" text-anchor="end" fill="#374151">{tick:0.#}</text>""");
        }

        for (var i = 0; i < curve.Points.Count; i++)
            Line(svg, $"""<text x="{X(curve, i):F1}" y="{Height - Bottom + 20}" text-anchor="middle" fill="#374151">{Text(curve.Points[i].Label)}</text>""");
        Line(svg, $"""<text x="{Left}" y="{Height - 12}" fill="#374151">{Text(curve.What)}</text>""");
        Line(svg, $"""<text x="8" y="14" fill="#374151">µs of processor time a call</text>""");
        for (var i = 0; i < curve.Ways.Count; i++) DrawWay(svg, curve, axis, i);
        Line(svg, $"</svg>");
        return svg.ToString();
    }

    private static void DrawWay(StringBuilder svg, Curve curve, CostAxis axis, int way)
    {
        var (costs, colour) = (curve.CostsOf(curve.Ways[way]), Colours[way % Colours.Length]);
        var points = string.Join(' ', costs.Select((cost, i) => string.Create(CultureInfo.InvariantCulture, $"{X(curve, i):F1},{Y(axis, cost):F1}")));
        Line(svg, $"""<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>""");
        for (var i = 0; i < costs.Count; i++) Line(svg, $"""<circle cx="{X(curve, i):F1}" cy="{Y(axis, costs[i]):F1}" r="3" fill="{colour}"/>""");
        Line(svg, $"""<text x="{Width - Right + 12}" y="{Top + 16 + (way * 18)}" fill="{colour}">{Text(curve.Ways[way])}</text>""");
    }

    private static double X(Curve curve, int point) => Left + 12 + ((Width - Left - Right - 24) * point / Math.Max(1.0, curve.Points.Count - 1));

    private static double Y(CostAxis axis, double cost) => Height - Bottom - ((Height - Top - Bottom) * axis.Part(cost));

    private static string Text(string text) => SecurityElement.Escape(text)!;

    private static void Line(StringBuilder svg, FormattableString text) => svg.Append(text.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
