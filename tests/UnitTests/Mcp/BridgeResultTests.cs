using System.Text;
using McpService.Infrastructure.Mcp.Bridge;
using McpService.Infrastructure.Mcp.Wire;

namespace McpService.UnitTests.Mcp;

public sealed class BridgeResultTests
{
    [TestCase("{}", "{\"resultType\":\"complete\"}")]
    [TestCase("{ \n }", "{\"resultType\":\"complete\"}")]
    [TestCase("{\"content\":[]}", "{\"content\":[],\"resultType\":\"complete\"}")]
    [TestCase("{\"content\":[]\t\n}", "{\"content\":[],\"resultType\":\"complete\"}")]
    [TestCase("{\"a\":{\"resultType\":\"x\"}}", "{\"a\":{\"resultType\":\"x\"},\"resultType\":\"complete\"}")]
    [TestCase("{\"resultType\":\"other\",\"a\":1}", "{\"resultType\":\"other\",\"a\":1}")]
    [TestCase("{\"resultTyp\\u0065\":7}", "{\"resultTyp\\u0065\":7}")]
    public void Write_ResultThatNobodyKeeps_SaysItsTypeOnce(string result, string expected)
    {
        var said = Encoding.UTF8.GetBytes($"{{\"jsonrpc\":\"2.0\",\"id\":\"theirs\",\"result\":{result}}}");
        var reply = JsonRpcMessage.Parse(said);
        reply.Kind.ShouldBe(JsonRpcKind.Result);
        var written = BridgeResult.Write("7"u8, said.AsSpan()[reply.Result], reply.HasResultType);
        Encoding.UTF8.GetString(written).ShouldBe($"{{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":{expected}}}");
    }
}
