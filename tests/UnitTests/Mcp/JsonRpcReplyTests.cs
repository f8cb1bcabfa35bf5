using System.Text;
using McpService.Infrastructure.Mcp.Wire;

namespace McpService.UnitTests.Mcp;

public sealed class JsonRpcReplyTests
{
    [TestCase("""{"jsonrpc":"2.0","id":"a","result":{}}""", "Result")]
    [TestCase("""{"id":1,"jsonrpc":"2.0","error":{"code":-1,"message":"no"}}""", "Error")]
    [TestCase("""{"jsonrpc":"2.0","id":null,"error":{"code":-1,"message":"no"}}""", "Error")]
    [TestCase("""{"jsonrpc":"2.0","method":"notifications/progress","params":{}}""", "Notification")]
    [TestCase("""{"jsonrpc":"2.0","id":0,"method":"ping"}""", "Request")]
    [TestCase("""{"jsonrpc":"2.0","id":"a","result":{},"error":{"code":1}}""", "Malformed")]
    [TestCase("""{"jsonrpc":"2.0","id":"a","result":{},"result":{}}""", "Malformed")]
    [TestCase("""{"jsonrpc":"2.0","id":"a","id":"b","result":{}}""", "Malformed")]
    [TestCase("""{"jsonrpc":"2.0","id":"a"}""", "Malformed")]
    [TestCase("""[{"jsonrpc":"2.0","id":"a","result":{}}]""", "Malformed")]
    [TestCase("""{"jsonrpc":"2.0","id":"a","result":{}""", "Malformed")]
    [TestCase("""{"jsonrpc":"2.0","id":"a","result":{}} x""", "Malformed")]
    [TestCase("""{"jsonrpc":"2.0","id":"a","error":"no"}""", "Malformed")]
    [TestCase("<html>", "Malformed")]
    [TestCase("", "Malformed")]
    public void Parse_Message_TellsItsKind(string message, string kind) => Parse(message).Kind.ToString().ShouldBe(kind);

    [TestCase("""{"id":"a","result":{"n":12345678901234567890123,"f":1.0,"isError":true,"x":{"isError":false}}}""", """{"n":12345678901234567890123,"f":1.0,"isError":true,"x":{"isError":false}}""", true)]
    [TestCase("""{"id":"a","result": { "isError" : false } , "more":1}""", """{ "isError" : false }""", false)]
    [TestCase("""{"result":{"isError":"yes"},"id":"a"}""", """{"isError":"yes"}""", null)]
    [TestCase("""{"result":[1,2],"id":"a"}""", "[1,2]", null)]
    public void Parse_Result_IsCutOutAsItCame(string message, string result, bool? isError)
    {
        var reply = Parse(message);
        Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(message)[reply.Result]).ShouldBe(result);
        reply.IsError.ShouldBe(isError);
    }

    [Test]
    public void Parse_ResultDeeperThanTheDefault_IsRead()
    {
        var deep = string.Concat(Enumerable.Repeat("[", 500)) + string.Concat(Enumerable.Repeat("]", 500));
        Parse("""{"id":"a","result":""" + deep + "}").Kind.ShouldBe(JsonRpcKind.Result);
    }

    [Test]
    public void Parse_InvalidUtf8_IsMalformed() =>
        JsonRpcMessage.Parse([.. "{\"id\":\"a\",\"result\":{\"x\":\""u8, 0xC0, 0xAF, .. "\"}}"u8]).Kind.ShouldBe(JsonRpcKind.Malformed);

    [TestCase("\"a-1\"", true)]
    [TestCase("\"a-2\"", false)]
    [TestCase("1", false)]
    public void Answers_Id_MustBeTheSameText(string id, bool expected)
    {
        var message = Encoding.UTF8.GetBytes("""{"result":{},"id":""" + id + "}");
        JsonRpcMessage.Parse(message).Answers(message, "\"a-1\""u8).ShouldBe(expected);
    }

    [Test]
    public void Parse_Error_GivesCodeAndMessage()
    {
        var reply = Parse("""{"id":"a","error":{"data":{"code":7},"code":-32602,"message":"MCP error -32602: no"}}""");
        reply.ErrorCode.ShouldBe(-32602);
        reply.ErrorMessage.ShouldBe("MCP error -32602: no");
    }

    private static JsonRpcMessage Parse(string message) => JsonRpcMessage.Parse(Encoding.UTF8.GetBytes(message));
}
