using System.Text;
using System.Text.Json;
using McpService.Domain.Secrets;

namespace McpService.Infrastructure.Mcp.Wire;

/// <summary>Takes the upstream credential out of what the upstream says: some echo it in their error texts.</summary>
internal sealed class SecretScrubber(Secret secret)
{
    // A short one is a test user's name, which stands in honest answers too.
    private const int MinLength = 16;

    private readonly byte[] _quoted = Encoding.UTF8.GetBytes(JsonEncodedText.Encode(secret.Reveal()).Value);

    /// <summary>True when the bytes of a JSON text contain the secret.</summary>
    public bool IsIn(ReadOnlySpan<byte> json) => _quoted.Length >= MinLength && json.IndexOf(_quoted) >= 0;

    /// <summary>A copy of the JSON text with the secret masked.</summary>
    public byte[] Scrub(ReadOnlySpan<byte> json)
    {
        using var clean = new PooledBuffer(json.Length);
        for (int at; (at = json.IndexOf(_quoted)) >= 0; json = json[(at + _quoted.Length)..])
        {
            clean.Append(json[..at]);
            clean.Append("***"u8);
        }

        clean.Append(json);
        return clean.Span.ToArray();
    }

    /// <summary>A short text for the caller: no secret, no control characters, at most 1,000 characters.</summary>
    public string Clean(string text)
    {
        var masked = _quoted.Length >= MinLength ? text.Replace(secret.Reveal(), Secret.Mask, StringComparison.Ordinal) : text;
        var plain = string.Concat(masked.Select(c => char.IsControl(c) ? ' ' : c));
        return plain.Length <= 1000 ? plain : plain[..1000];
    }
}
