using System.ComponentModel;
using System.Text.Json.Serialization;

namespace McpService.Domain.Secrets;

/// <summary>
/// A text that must not be seen: an API key, an upstream token, an encryption key. Whatever prints it
/// (string formatting, JSON, a log) prints <c>***</c>; only <see cref="Reveal"/> gives the text.
/// </summary>
[JsonConverter(typeof(SecretJsonConverter)), TypeConverter(typeof(SecretTypeConverter))]
public sealed class Secret(string text)
{
    /// <summary>What stands wherever a secret would have been printed.</summary>
    public const string Mask = "***";

    private readonly string _text = text;

    /// <summary>Length in UTF-16 code units.</summary>
    public int Length => _text.Length;

    /// <summary>The text itself. Every use is a place to audit.</summary>
    public string Reveal() => _text;

    public override string ToString() => Mask;
}
