using System.Text;
using McpService.Application.Mcp;
using McpService.Infrastructure.Mcp.Bridge;
using McpService.Infrastructure.Mcp.Sessions;

namespace McpService.UnitTests.Mcp;

public sealed class SessionlessMetaTests
{
    private const string Revision = "io.modelcontextprotocol/protocolVersion";
    private const string Capabilities = "io.modelcontextprotocol/clientCapabilities";

    [TestCase("{}", null)]
    [TestCase("[]", null)]
    [TestCase("{\"_meta\":\"2026-07-28\"}", null)]
    [TestCase($"{{\"_meta\":{{\"{Revision}\":\"2026-07-28\"}}}}", "2026-07-28")]
    [TestCase($"{{\"\\u005fmeta\":{{\"io.modelcontextprotocol\\/protocolVersion\":\"2026-07-2\\u0038\"}}}}", "2026-07-28")]
    [TestCase($"{{\"_meta\":{{\"{Revision}\":\"2030-01-01\"}}}}", "2030-01-01")]
    [TestCase($"{{\"_meta\":{{\"{Revision}\":20260728}}}}", null)]
    [TestCase($"{{\"_meta\":{{\"{Revision}\":\"1\",\"{Revision}\":\"2\"}}}}", "2")]
    [TestCase($"{{\"_meta\":{{\"{Revision}\":\"1\"}},\"_meta\":{{}}}}", null)]
    [TestCase($"{{\"_meta\":{{\"{Revision}\":\"1\"}},\"_meta\":5}}", null)]
    [TestCase($"{{\"arguments\":{{\"_meta\":{{\"{Revision}\":\"1\"}}}}}}", null)]
    public void Revision_HoweverItIsSpelled_IsTheLastThatIsText(string parameters, string? expected) => Read(parameters).Revision.ShouldBe(expected);

    [TestCase("{}", true, ClientCapabilities.None)]
    [TestCase("{ \"roots\": {} }", true, ClientCapabilities.Roots)]
    [TestCase("{\"sampling\":{\"tools\":{}}}", true, ClientCapabilities.Sampling | ClientCapabilities.SamplingTools)]
    [TestCase("null", false, ClientCapabilities.None)]
    [TestCase("[]", false, ClientCapabilities.None)]
    public void Capabilities_AnObject_AreRead(string declared, bool hasAny, object expected)
    {
        var meta = Read($"{{\"_meta\":{{\"{Capabilities}\":{declared},\"progressToken\":[1,{{}}]}}}}");
        meta.HasCapabilities.ShouldBe(hasAny);
        meta.Declared.ShouldBe(new DeclaredCapabilities((ClientCapabilities)expected));
        Encoding.UTF8.GetString(meta.ProgressToken).ShouldBe("[1,{}]");
    }

    private static SessionlessMeta Read(string parameters)
    {
        McpMessage.TryParse(Encoding.UTF8.GetBytes($"{{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\",\"params\":{parameters}}}"), out var message).ShouldBeNull();
        return SessionlessMeta.Of(message);
    }
}
