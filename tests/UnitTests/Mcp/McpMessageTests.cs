using System.Text;
using McpService.Application.Mcp;

namespace McpService.UnitTests.Mcp;

internal sealed class McpMessageTests
{
    [TestCase("""{"jsonrpc":"2.0","method":"tools/call","params":{"name":"a"}}""")]
    [TestCase("""{"jsonrpc":"2.0","method":"resources/read","params":{"uri":"a:b"}}""")]
    public void Parse_RequestWithoutId_IsNone(string json) => FaultOf(json).ShouldBe(McpMessageFault.NoId);

    [Test]
    public void Parse_Notification_NeedsNoId() => FaultOf("""{"jsonrpc":"2.0","method":"notifications/acme/changed"}""").ShouldBeNull();

    [TestCase("""{"name":["a"]}""", null)]
    [TestCase("""{"name":5,"uri":"a:b"}""", null)]
    [TestCase("""{"uri":"a:b"}""", null)]
    [TestCase("""{"name":"a","uri":"a:b"}""", "a")]
    public void Name_OfACall_IsNothingElse(string parameters, string? name)
    {
        // Whichever comes first.
        Parse($$"""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{{parameters}}}""").Name.ShouldBe(name);
        Parse($$"""{"jsonrpc":"2.0","id":1,"params":{{parameters}},"method":"tools/call"}""").Name.ShouldBe(name);
    }

    [Test]
    public void Name_OfARead_IsTheAddress()
    {
        var message = Parse("""{"jsonrpc":"2.0","id":1,"method":"resources/read","params":{"uri":"a:b"}}""");
        message.Name.ShouldBe("a:b");
        message.IsNamedByAddress.ShouldBeTrue();
    }

    [TestCase("""{"name":["x"],"name":"a"}""")]
    [TestCase("""{"uri":1,"uri":"a:b"}""")]
    public void Parse_NameTwice_IsRefusedWhateverTheFirstIs(string parameters) =>
        FaultOf($$"""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{{parameters}}}""").ShouldBe(McpMessageFault.NotJsonRpc);

    [TestCase("""{"mcpservice/idempotencyKey":"k"}""", "{}")]
    [TestCase("""{ "mcpservice\/idempotencyKey" : "k" , "a":1.50 }""", """{ "a":1.50 }""")]
    [TestCase("""{"a":1.50,"mcpservice/idempotencyKey":"k"}""", """{"a":1.50}""")]
    [TestCase("""{"a":{"mcpservice/idempotencyKey":"inner"}, "mcpservice/idempotencyKey":"k" ,"b":[{}]}""", """{"a":{"mcpservice/idempotencyKey":"inner"} ,"b":[{}]}""")]
    public void IdempotencyKey_IsTakenOutAndAllElseIsAsItCame(string meta, string rest)
    {
        var (before, after) = ("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"a","_meta":""", ""","arguments":{"_meta":{"mcpservice/idempotencyKey":5}}}}""");

        var message = Parse(before + meta + after);

        message.IdempotencyKey.ShouldBe("k");
        Encoding.UTF8.GetString(message.Json.Span).ShouldBe(before + rest + after);
        Encoding.UTF8.GetString(message.Arguments.Span).ShouldBe("""{"_meta":{"mcpservice/idempotencyKey":5}}""");
    }

    [TestCase("5")]
    [TestCase("null")]
    [TestCase("[\"k\"]")]
    public void IdempotencyKey_ThatIsNoText_IsAnEmptyOne(string key) =>
        Parse($$$"""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"_meta":{"mcpservice/idempotencyKey":{{{key}}}},"name":"a"}}""").IdempotencyKey.ShouldBe("");

    [TestCase("""{"_meta":{"mcpservice/idempotencyKey":"a","mcpservice/idempotencyKey":"b"}}""")]
    [TestCase("""{"_meta":{"mcpservice/idempotencyKey":"a"},"_meta":{"mcpservice/idempotencyKey":"b"}}""")]
    public void IdempotencyKey_Twice_IsRefused(string parameters) =>
        FaultOf($$"""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{{parameters}}}""").ShouldBe(McpMessageFault.NotJsonRpc);

    private static McpMessage Parse(string json)
    {
        McpMessage.TryParse(Encoding.UTF8.GetBytes(json), out var message).ShouldBeNull();
        return message!;
    }

    private static McpMessageFault? FaultOf(string json) => McpMessage.TryParse(Encoding.UTF8.GetBytes(json), out _);
}
