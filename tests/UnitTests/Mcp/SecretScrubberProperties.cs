using System.Text;
using System.Text.Json;
using FsCheck;
using McpService.Domain.Secrets;
using McpService.Infrastructure.Mcp.Wire;

namespace McpService.UnitTests.Mcp;

/// <summary>Secrets in JSON as anybody might write it.</summary>
public sealed class SecretScrubberProperties
{
    private const string Characters = "abu0/+=\"\\-._~nA1{}: ";

    private static readonly string[] Around = ["x", "\\\\", "\\\"", "\\/", "\\n", "\\u0061", "\\u002b", "\\ud83d", "u0061", "a", "b", "/", "+", "0061", "é", "{}", " "];

    [FsCheck.NUnit.Property(QuietOnSuccess = true, MaxTest = 1000)]
    public void Scrub_SecretInAnySpelling_IsGoneAndTheJsonWhole(byte[] choices, byte[] before, byte[] after, NonNull<byte[]> spellings)
    {
        var secret = SecretOf(choices);
        var spelled = string.Concat(secret.Select((c, i) => Spell(c, spellings.Get.Length == 0 ? (byte)0 : spellings.Get[i % spellings.Get.Length])));
        var json = $"{{\"text\":\"{TextOf(before)}{spelled}{TextOf(after)}\"}}";

        var clean = new SecretScrubber(new Secret(secret)).Scrub(Encoding.UTF8.GetBytes(json));

        clean.ShouldNotBeNull(json);
        using var document = JsonDocument.Parse(clean);
        document.RootElement.GetRawText().Length.ShouldBeLessThan(json.Length);
        new SecretScrubber(new Secret(secret)).IsIn(clean).ShouldBeFalse();
    }

    [FsCheck.NUnit.Property(QuietOnSuccess = true, MaxTest = 1000)]
    public void Scrub_AnyJsonText_StaysJson(byte[] choices, byte[] text)
    {
        // A secret made of what the text is made of, so that parts of it are found again and again.
        var json = $"{{\"text\":\"{TextOf(text)}\",\"more\":\"{TextOf(choices)}\"}}";
        var bytes = Encoding.UTF8.GetBytes(json);

        using var document = JsonDocument.Parse(new SecretScrubber(new Secret(SecretOf(choices))).Scrub(bytes) ?? bytes);

        document.RootElement.TryGetProperty("text", out _).ShouldBeTrue();
    }

    [FsCheck.NUnit.Property(QuietOnSuccess = true)]
    public void Scrub_AnyBytes_NeverGrow(byte[] choices, byte[] text)
    {
        var scrubber = new SecretScrubber(new Secret(SecretOf(choices)));

        (scrubber.Scrub(text) ?? text).Length.ShouldBeLessThanOrEqualTo(text.Length);
        scrubber.Clean(Encoding.Latin1.GetString(text)).Length.ShouldBeLessThanOrEqualTo(1000);
    }

    private static string SecretOf(byte[] choices) => string.Concat(choices.Concat(Enumerable.Range(0, 16).Select(i => (byte)(7 * i))).Select(c => Characters[c % Characters.Length]));

    private static string TextOf(byte[] choices) => string.Concat(choices.Select(c => Around[c % Around.Length]));

    private static string Spell(char character, byte how) => (how % 4, character) switch
    {
        (0, '"') => "\\\"",
        (0, '\\') => "\\\\",
        (0, _) => character.ToString(),
        (1, '/') => "\\/",
        (2, _) => $"\\u{(int)character:X4}",
        (_, '"') => "\\u0022",
        (_, '\\') => "\\u005c",
        _ => $"\\u{(int)character:x4}",
    };
}
