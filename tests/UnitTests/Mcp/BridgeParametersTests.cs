using System.Text;
using System.Text.Json.Nodes;
using McpService.Application.Mcp;
using McpService.Infrastructure.Mcp.Bridge;

namespace McpService.UnitTests.Mcp;

public sealed class BridgeParametersTests
{
    private const string Own = "\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\",\"io.modelcontextprotocol/clientCapabilities\":{}";

    [TestCase("{\"name\":\"a\",\"arguments\":{},\"_meta\":{OWN}}", "{\"name\":\"a\",\"arguments\":{}}", true)]
    [TestCase("{\"_meta\":{OWN},\"name\":\"a\",\"arguments\":{}}", "{\"name\":\"a\",\"arguments\":{}}", true)]
    [TestCase("{\"name\":\"a\", \"_meta\" : {OWN} , \"arguments\":{}}", "{\"name\":\"a\",\"arguments\":{}}", true)]
    [TestCase("{ \"_meta\":{OWN} }", "{}", true)]
    [TestCase("{\"\\u005fmeta\":{OWN},\"name\":\"a\"}", "{\"name\":\"a\"}", true)]
    [TestCase("{\"_meta\":{OWN,\"io.modelcontextprotocol/clientInfo\":{\"name\":\"c\"},\"io.modelcontextprotocol/logLevel\":\"info\"},\"uri\":\"u\"}", "{\"uri\":\"u\"}", true)]
    [TestCase("{\"name\":\"a\",\"_meta\":{OWN,\"other\":1}}", "{\"name\":\"a\",\"_meta\":{\"other\":1}}", false)]
    [TestCase("{\"name\":\"a\",\"_meta\":{OWN},\"requestState\":\"s\",\"inputResponses\":{}}", "{\"name\":\"a\"}", false)]
    [TestCase("{\"name\":\"a\",\"_meta\":1}", "{\"name\":\"a\",\"_meta\":1}", false)]
    [TestCase("{\"name\":\"a\",\"_meta\":{\"x\":1},\"_meta\":{OWN}}", "{\"name\":\"a\",\"_meta\":{\"x\":1}}", false)]
    public void Write_WhatOnlyTheRevisionKnows_IsTakenOut(string parameters, string expected, bool isQuick)
    {
        var (read, meta) = Read(parameters);
        meta.Place.HasValue.ShouldBe(isQuick);
        var written = Encoding.UTF8.GetString(BridgeParameters.Write(read, meta.Place, progressToken: []));
        JsonNode.DeepEquals(JsonNode.Parse(written), JsonNode.Parse(expected)).ShouldBeTrue(written);
    }

    [TestCase("{\"name\":\"a\",\"_meta\":{OWN,\"progressToken\":7}}", "{\"name\":\"a\",\"_meta\":{\"progressToken\":\"ours\"}}")]
    [TestCase("{\"_meta\":{\"progressToken\":\"t\",OWN},\"name\":\"a\"}", "{\"_meta\":{\"progressToken\":\"ours\"},\"name\":\"a\"}")]
    [TestCase("{\"_meta\":{\"progressToken\":\"t\",OWN}}", "{\"_meta\":{\"progressToken\":\"ours\"}}")]
    [TestCase("{\"_meta\":{\"progressToken\":\"t\",OWN,\"other\":1},\"name\":\"a\"}", "{\"_meta\":{\"other\":1,\"progressToken\":\"ours\"},\"name\":\"a\"}")]
    public void Write_ProgressToken_IsOurs(string parameters, string expected)
    {
        var (read, meta) = Read(parameters);
        meta.ProgressToken.ShouldNotBeEmpty();
        Encoding.UTF8.GetString(BridgeParameters.Write(read, meta.Place, "\"ours\""u8)).ShouldBe(expected);
    }

    private static (ReadOnlyMemory<byte> Parameters, SessionlessMeta Meta) Read(string parameters)
    {
        McpMessage.TryParse(Encoding.UTF8.GetBytes($"{{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{parameters.Replace("OWN", Own, StringComparison.Ordinal)}}}"), out var message).ShouldBeNull();
        return (message!.Parameters, SessionlessMeta.Of(message));
    }
}
