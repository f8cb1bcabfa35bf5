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

    private static McpMessage Parse(string json)
    {
        McpMessage.TryParse(Encoding.UTF8.GetBytes(json), out var message).ShouldBeNull();
        return message!;
    }

    private static McpMessageFault? FaultOf(string json) => McpMessage.TryParse(Encoding.UTF8.GetBytes(json), out _);
}
