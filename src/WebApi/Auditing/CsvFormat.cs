using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json;

namespace McpService.WebApi.Auditing;

/// <summary>RFC 4180, in UTF-8. A cell that a spreadsheet would run as a formula begins with an apostrophe.</summary>
internal sealed class CsvFormat : ExportFormat
{
    public static readonly CsvFormat Instance = new();

    private static readonly char[] Special = ['"', ',', '\r', '\n'];

    public override async Task WriteAsync<T>(HttpResponse response, IAsyncEnumerable<T> rows, CancellationToken cancellationToken)
    {
        var columns = typeof(T).GetProperties();
        response.ContentType = $"{Csv}; charset=utf-8";
        await WriteAsync(response, columns.Select(c => JsonNamingPolicy.CamelCase.ConvertName(c.Name)), cancellationToken);
        await foreach (var row in rows.WithCancellation(cancellationToken)) await WriteAsync(response, columns.Select(c => TextOf(c, row)), cancellationToken);
    }

    /// <summary>A cell as it stands in the line.</summary>
    internal static string Cell(string text)
    {
        var safe = text is ['=' or '+' or '-' or '@' or '\t' or '\r', ..] ? $"'{text}" : text;
        return safe.IndexOfAny(Special) < 0 && safe == text ? safe : $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    private static async Task WriteAsync(HttpResponse response, IEnumerable<string> cells, CancellationToken cancellationToken) =>
        await response.Body.WriteAsync(Encoding.UTF8.GetBytes($"{string.Join(',', cells.Select(Cell))}\r\n"), cancellationToken);

    private static string TextOf(PropertyInfo column, object? row) => column.GetValue(row) switch
    {
        null => "",
        DateTimeOffset time => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
        bool flag => flag ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        var other => other.ToString() ?? "",
    };
}
