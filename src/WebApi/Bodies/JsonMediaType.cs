using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace McpService.WebApi.Bodies;

/// <summary>What a body may be: JSON, in UTF-8, as it is.</summary>
internal static class JsonMediaType
{
    public const string Json = "application/json";
    public const string AnyJson = "application/*+json";

    public static bool IsAcceptable(HttpRequest request) => IsPlain(request.Headers.ContentEncoding) && IsUtf8Json(request.ContentType);

    private static bool IsPlain(StringValues encoding) =>
        encoding.Count == 0 || string.Equals(encoding.ToString(), "identity", StringComparison.OrdinalIgnoreCase);

    private static bool IsUtf8Json(string? contentType)
    {
        if (contentType == Json) return true; // What nearly everyone sends.
        if (!MediaTypeHeaderValue.TryParse(contentType, out var type)) return false;

        var isJson = type.MediaType.Equals(Json, StringComparison.OrdinalIgnoreCase)
            || (type.Type.Equals("application", StringComparison.OrdinalIgnoreCase) && type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase));
        var charset = HeaderUtilities.RemoveQuotes(type.Charset);
        return isJson && (charset.Length == 0 || charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase));
    }
}
