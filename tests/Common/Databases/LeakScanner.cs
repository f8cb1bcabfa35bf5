using System.Text;

namespace McpService.Common.Databases;

/// <summary>Looks for a secret in a heap of bytes, in the forms in which secrets leak.</summary>
public static class LeakScanner
{
    /// <summary>The forms found, by name; none is good.</summary>
    public static IReadOnlyList<string> Find(ReadOnlySpan<byte> heap, string secret)
    {
        var found = new List<string>();
        foreach (var (name, form) in FormsOf(secret))
        {
            if (heap.IndexOf(Encoding.UTF8.GetBytes(form)) >= 0) found.Add(name);
        }

        return found;
    }

    /// <summary>Every form: base64 in each alignment it may have within a longer text, without the characters its neighbours have a part in.</summary>
    public static IEnumerable<(string Name, string Form)> FormsOf(string secret)
    {
        var bytes = Encoding.UTF8.GetBytes(secret);
        yield return ("raw", secret);
        yield return ("JSON", System.Text.Json.JsonEncodedText.Encode(secret).ToString());
        yield return ("hex", Convert.ToHexStringLower(bytes));
        yield return ("HEX", Convert.ToHexString(bytes));
        yield return ("URL", Uri.EscapeDataString(secret));
        yield return ("form", System.Net.WebUtility.UrlEncode(secret));
        for (var shift = 0; shift < 3; shift++)
        {
            var core = CoreOf(Convert.ToBase64String([.. new byte[shift], .. bytes]), shift, bytes.Length);
            yield return ($"base64 at {shift}", core);
            yield return ($"base64url at {shift}", core.Replace('+', '-').Replace('/', '_'));
        }
    }

    private static string CoreOf(string base64, int shift, int length)
    {
        var first = ((shift * 8) + 5) / 6;
        var last = (shift + length) * 8 / 6;
        return base64[first..last];
    }
}
