using System.Text;
using FluentValidation;
using McpService.WebApi.Bodies;

namespace McpService.UnitTests.WebApi.Bodies;

/// <summary>Cases 35, 37–41, 44 and 45 at their root: what the reader lets pass and what it refuses, and where it says the fault is.</summary>
internal sealed class StrictJsonTests
{
    [TestCase("""{"a":1,"b":{"a":1},"c":[{"a":1},{"a":1}]}""", TestName = "Check_SameKeyInDifferentObjects_Passes")]
    [TestCase("""{"__proto__":{},"$type":"x","$ref":"#/a","constructor":{}}""", TestName = "Check_SpecialNames_Passes")]
    [TestCase("""{"a":1e999,"b":-0,"c":123456789012345678901234567890123456789012345678901234567890}""", TestName = "Check_ExtremeNumbers_Passes")]
    [TestCase("""{"a":"\ud83d\ude00 \\u0000 \" \\ud800"}""", TestName = "Check_PairAndEscapedBackslashes_Passes")]
    [TestCase("""  {"":{"":[]}}  """, TestName = "Check_EmptyNames_Passes")]
    [TestCase("""[5,null,"x"]""", TestName = "Check_AnyRoot_Passes")]
    public void Check_Unambiguous_Passes(string json) => Should.NotThrow(() => StrictJsonReader.Check(Encoding.UTF8.GetBytes(json)));

    [TestCase("", "body", "is empty")]
    [TestCase("   ", "body", "not valid JSON")]
    [TestCase("{", "body", "not valid JSON")]
    [TestCase("""{"a":{"b":[1,2 """, "a.b[1]", "not valid JSON")]
    [TestCase("""{"a":1,}""", "a", "not valid JSON")]
    [TestCase("""{"a":1}{"a":1}""", "body", "not valid JSON")]
    [TestCase("""{/* a */"a":1}""", "body", "not valid JSON")]
    [TestCase("""{"a":NaN}""", "a", "not valid JSON")]
    [TestCase("""{'a':1}""", "body", "not valid JSON")]
    public void Check_NotJson_SaysWhere(string json, string field, string message) => ShouldFail(json, field, message);

    [TestCase("""{"a":1,"a":2}""", "a")]
    [TestCase("""{"a":1,"\u0061":2}""", "\\u0061")]
    [TestCase("""{"x":[{},{"deep":{"a":1,"b":2,"a":3}}]}""", "x[1].deep.a")]
    [TestCase("""{"":1,"":2}""", "body")]
    public void Check_KeyTwice_SaysWhich(string json, string field) => ShouldFail(json, field, "more than once");

    [Test]
    public void Check_KeyTwiceAmongThousands_IsFound()
    {
        var keys = string.Join(",", Enumerable.Range(0, StrictJsonReader.MaxKeys - 1).Select(i => $"\"k{i}\":0"));
        ShouldFail($$"""{{{keys}},"k17":0}""", "k17", "more than once");
    }

    [TestCase("""{"a":"x\u0000y"}""", "a", "NUL")]
    [TestCase("""{"params":{"n\u0000":1}}""", """params.n\u0000""", "NUL")]
    [TestCase("""{"a":["\ud800"]}""", "a[0]", "surrogate")]
    [TestCase("""{"a":"\ude00\ud83d"}""", "a", "surrogate")]
    [TestCase("""{"a":"\ud83d\ud83d\ude00"}""", "a", "surrogate")]
    [TestCase("""{"a":"\ud83dx"}""", "a", "surrogate")]
    public void Check_CharacterThatIsNone_SaysWhere(string json, string field, string message) => ShouldFail(json, field, message);

    [TestCase(new byte[] { 0xEF, 0xBB, 0xBF, (byte)'{', (byte)'}' }, "byte order mark")]
    [TestCase(new byte[] { (byte)'"', 0xC0, 0xAF, (byte)'"' }, "UTF-8")]
    [TestCase(new byte[] { (byte)'"', 0xED, 0xA0, 0x80, (byte)'"' }, "UTF-8")]
    [TestCase(new byte[] { (byte)'"', 0xFF, (byte)'"' }, "UTF-8")]
    [TestCase(new byte[] { 0xFF, 0xFE, (byte)'{', 0, (byte)'}', 0 }, "UTF-8")]
    [TestCase(new byte[] { (byte)'{', 0, (byte)'}', 0 }, "not valid JSON")]
    [TestCase(new byte[] { (byte)'"', 0, (byte)'"' }, "not valid JSON")]
    public void Check_NotUtf8_Fails(byte[] json, string message) => ShouldFail(json, "body", message);

    [Test]
    public void Check_Depth32_Passes() => Should.NotThrow(() => StrictJsonReader.Check(Nested(StrictJsonReader.MaxDepth)));

    [TestCase(StrictJsonReader.MaxDepth + 1)]
    [TestCase(100_000)]
    public void Check_Deeper_Fails(int depth) => FaultOf(Nested(depth)).Message.ShouldContain("deeper than 32");

    [Test]
    public void Check_OneKeyTooMany_Fails()
    {
        Should.NotThrow(() => StrictJsonReader.Check(Keys(StrictJsonReader.MaxKeys)));
        ShouldFail(Keys(StrictJsonReader.MaxKeys + 1), "body", "5000 keys");
    }

    [Test]
    public void Check_OneValueTooMany_Fails()
    {
        Should.NotThrow(() => StrictJsonReader.Check(Values(StrictJsonReader.MaxValues - 1)));
        ShouldFail(Values(StrictJsonReader.MaxValues), "body", "100000 values");
    }

    [Test]
    public void Check_LongPath_IsCut()
    {
        var field = FaultOf(Encoding.UTF8.GetBytes($$$"""{"{{{new string('a', 5000)}}}":{"b":1,"b":2}}""")).Field;
        field.Length.ShouldBeLessThan(250);
    }

    private static byte[] Nested(int depth) => Encoding.UTF8.GetBytes(new string('[', depth) + new string(']', depth));

    private static byte[] Keys(int count) => Encoding.UTF8.GetBytes($"{{{string.Join(",", Enumerable.Range(0, count).Select(i => $"\"k{i}\":0"))}}}");

    private static byte[] Values(int count) => Encoding.UTF8.GetBytes($"[{string.Join(",", Enumerable.Repeat("0", count))}]");

    private static void ShouldFail(string json, string field, string message) => ShouldFail(Encoding.UTF8.GetBytes(json), field, message);

    private static void ShouldFail(byte[] json, string field, string message)
    {
        var fault = FaultOf(json);
        fault.Field.ShouldBe(field);
        fault.Message.ShouldContain(message);
    }

    private static (string Field, string Message) FaultOf(byte[] json)
    {
        var fault = Should.Throw<ValidationException>(() => StrictJsonReader.Check(json)).Errors.ShouldHaveSingleItem();
        return (fault.PropertyName, fault.ErrorMessage);
    }
}
