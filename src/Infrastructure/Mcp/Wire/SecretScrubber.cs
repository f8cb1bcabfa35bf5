using System.Text;
using McpService.Domain.Secrets;

namespace McpService.Infrastructure.Mcp.Wire;

/// <summary>
/// Takes secrets (the tenant's credential, the upstream's session id) out of what the upstream says: some echo them in their errors. However JSON
/// spells them there (RFC 8259, 7): what is compared is the text that a reader would have.
/// </summary>
internal sealed class SecretScrubber
{
    // A short one is a test user's name, which stands in honest answers too.
    private const int MinLength = 16;
    private const int MaxReasonLength = 1000;

    private readonly SpelledText[] _secrets;
    private readonly bool _isSpelledInJson; // and so stands otherwise where no JSON is

    /// <param name="secrets">What must not pass; null stands for none.</param>
    public SecretScrubber(params ReadOnlySpan<Secret?> secrets)
    {
        var kept = new List<SpelledText>(secrets.Length);
        foreach (var secret in secrets)
        {
            if (secret is { Length: >= MinLength }) kept.Add(new SpelledText(secret.Reveal()));
        }

        _secrets = [.. kept];
        _isSpelledInJson = kept.Exists(s => s.Text.AsSpan().ContainsAny('"', '\\'));
    }

    /// <summary>True when a JSON text, or a block of an event stream, has a secret in it.</summary>
    public bool IsIn(ReadOnlySpan<byte> text)
    {
        foreach (var secret in _secrets)
        {
            if (secret.Find(text, out _) >= 0) return true;
        }

        return false;
    }

    /// <summary>The text with the secrets masked; null where there are none. A JSON text stays one.</summary>
    public byte[]? Scrub(ReadOnlySpan<byte> text)
    {
        byte[]? clean = null;
        foreach (var secret in _secrets) clean = Masked(clean ?? text, secret) ?? clean;
        return clean;
    }

    /// <summary>A block of an event stream with the secrets masked; null where there are none. Its comments, ids and names are plain text, where nothing is escaped.</summary>
    /// <param name="block">Up to and with the blank line.</param>
    /// <param name="isJson">The data is JSON.</param>
    public byte[]? ScrubBlock(ReadOnlySpan<byte> block, bool isJson)
    {
        byte[]? plain = null;
        if (_isSpelledInJson)
        {
            foreach (var secret in _secrets) plain = MaskedInPlainLines(plain ?? block, secret, isJson) ?? plain;
        }

        return Scrub(plain ?? block) ?? plain;
    }

    /// <summary>A short text for the caller: no secret, no control characters, at most 1,000 characters.</summary>
    public string Clean(string text)
    {
        foreach (var secret in _secrets) text = text.Replace(secret.Text, Secret.Mask, StringComparison.Ordinal);
        var bytes = Encoding.UTF8.GetBytes(text);
        var plain = string.Concat(Encoding.UTF8.GetString(Scrub(bytes) ?? bytes).Select(c => char.IsControl(c) ? ' ' : c));
        return plain.Length <= MaxReasonLength ? plain : plain[..MaxReasonLength];
    }

    private static byte[]? MaskedInPlainLines(ReadOnlySpan<byte> block, SpelledText secret, bool isJson)
    {
        if (secret.FindAsItIs(block, out _) < 0) return null;
        using var clean = new PooledBuffer(block.Length);
        while (!block.IsEmpty)
        {
            var end = block.IndexOf((byte)'\n') is >= 0 and var at ? at + 1 : block.Length;
            var line = block[..end];
            block = block[end..];
            while (!(isJson && line.StartsWith("data"u8)) && secret.FindAsItIs(line, out var length) is >= 0 and var found)
            {
                clean.Append(line[..found]);
                clean.Append(Secret.Mask);
                line = line[(found + length)..];
            }

            clean.Append(line);
        }

        return clean.Span.ToArray();
    }

    private static byte[]? Masked(ReadOnlySpan<byte> text, SpelledText secret)
    {
        var at = secret.Find(text, out var length);
        if (at < 0) return null;
        using var clean = new PooledBuffer(text.Length);
        for (; at >= 0; at = secret.Find(text, out length))
        {
            clean.Append(text[..at]);
            clean.Append(Secret.Mask);
            text = text[(at + length)..];
        }

        clean.Append(text);
        return clean.Span.ToArray();
    }
}
