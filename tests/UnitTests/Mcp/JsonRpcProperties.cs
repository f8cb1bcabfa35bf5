using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using FsCheck;
using McpService.Infrastructure.Mcp.Wire;

namespace McpService.UnitTests.Mcp;

/// <summary>Messages and ids as anybody might write them.</summary>
public sealed class JsonRpcProperties
{
    private static readonly string[] Pieces =
    [
        "{", "}", "[", "]", ",", ":", "\"jsonrpc\":\"2.0\"", "\"id\":", "1", "1.0", "-0e-1", "\"a\"", "\"\\ud83d\"", "\"\\ud83d\":1", "null", "true", "\"method\":", "\"ping\"",
        "\"result\":", "{}", "\"error\":", "{\"code\":-32603,\"message\":\"\\ud83d\"}", "\"params\":", " ", "\"isError\":true", "\"resultType\":7", "é", "\uFEFF", "\0",
    ];

    [FsCheck.NUnit.Property(QuietOnSuccess = true, MaxTest = 1000)]
    public void Parse_AnyText_IsAKind(byte[] choices)
    {
        var bytes = Encoding.UTF8.GetBytes(string.Concat(choices.Select(c => Pieces[c % Pieces.Length])));

        var message = JsonRpcMessage.Parse(bytes);

        Enum.IsDefined(message.Kind).ShouldBeTrue();
        message.Answers(bytes, "1"u8).ShouldBe(!bytes.AsSpan()[message.Id].IsEmpty && message.Answers(bytes, "1.0"u8));
    }

    [FsCheck.NUnit.Property(QuietOnSuccess = true)]
    public void Parse_AnyBytes_IsAKind(byte[] bytes) => Enum.IsDefined(JsonRpcMessage.Parse(bytes).Kind).ShouldBeTrue();

    [FsCheck.NUnit.Property(QuietOnSuccess = true)]
    public void Same_SpellingsOfANumber_AreOne(BigInteger number, byte shift, byte zeros)
    {
        var text = number.ToString(CultureInfo.InvariantCulture);
        var shifted = (number * BigInteger.Pow(10, shift)).ToString(CultureInfo.InvariantCulture);
        string[] spellings =
        [
            text,
            $"{text}.{new string('0', zeros + 1)}",
            $"{text}E+{new string('0', zeros)}0",
            $"{shifted}e-{shift}",
            $"{shifted}.{new string('0', zeros + 1)}e-0{shift}",
            $"\"{text}\"",
        ];

        foreach (var spelling in spellings) Same(spelling, text).ShouldBeTrue(spelling);
    }

    [FsCheck.NUnit.Property(QuietOnSuccess = true)]
    public void Same_OtherNumbers_AreNotOne(BigInteger a, BigInteger difference)
    {
        if (difference.IsZero) return;
        Same($"{a + difference}", $"{a}").ShouldBeFalse();
        Same($"{a + difference}.0", $"{a}").ShouldBeFalse();
        Same($"{a}.0{BigInteger.Abs(difference)}", $"{a}").ShouldBeFalse();
        Same($"{a + difference}e99", $"{a}e99").ShouldBeFalse();
    }

    [FsCheck.NUnit.Property(QuietOnSuccess = true)]
    public void Same_SpellingsOfAText_AreOne(NonNull<string> text)
    {
        var plain = JsonSerializer.Serialize(text.Get);
        var escaped = $"\"{string.Concat(text.Get.Select(c => $"\\u{(int)c:x4}"))}\"";

        Same(plain, plain).ShouldBeTrue();
        if (!text.Get.Any(char.IsSurrogate)) Same(escaped, plain).ShouldBeTrue();
        Same(JsonSerializer.Serialize(text.Get + "x"), plain).ShouldBeFalse();
    }

    private static bool Same(string answer, string request) => JsonRpcId.Same(Encoding.UTF8.GetBytes(answer), Encoding.UTF8.GetBytes(request));
}
