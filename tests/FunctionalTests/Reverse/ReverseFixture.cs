using McpService.Common.Upstreams;
using McpService.Common.Upstreams.Faults;
using McpService.FunctionalTests.Api;
using McpService.FunctionalTests.Persistence;

namespace McpService.FunctionalTests.Reverse;

/// <summary>A gateway before an upstream that speaks 2026-07-28 alone.</summary>
public abstract class ReverseFixture(Engine engine) : UpstreamFixture(engine)
{
    protected const string Elicitation = """{"method":"elicitation/create","params":{"mode":"form","message":"Who?","requestedSchema":{"type":"object","properties":{"name":{"type":"string"}}}}}""";
    protected const string Sampling = """{"method":"sampling/createMessage","params":{"messages":[],"maxTokens":1}}""";
    protected const string Roots = """{"method":"roots/list"}""";

    protected override IEnumerable<string> Settings => ["INPUT_TIMEOUT_SECONDS=5"];

    [OneTimeSetUp]
    public void SpeakTheNewest()
    {
        (Upstream.Settings.Stateless, Upstream.Settings.ProtocolVersions) = (true, ["2026-07-28"]);
        Upstream.OnRequest("server/discover", _ =>
            """{"resultType":"complete","ttlMs":1000,"cacheScope":"public","supportedVersions":["2026-07-28"],"instructions":"Be kind.","capabilities":{"tools":{"listChanged":true},"resources":{"subscribe":true},"prompts":{},"logging":{}},"_meta":{"io.modelcontextprotocol/serverInfo":{"name":"newest","version":"9"}}}""");
    }

    /// <summary>A tool that wants to know something before it finishes.</summary>
    protected void Asks(string tool, string requests, string state, Func<string, string> answer) => Upstream.OnCall(tool, call => call.Request.Body.Contains("\"inputResponses\"", StringComparison.Ordinal)
        ? answer(call.Request.Body)
        : $$"""{"resultType":"input_required","inputRequests":{{requests}},"requestState":"{{state}}"}""");

    protected static string Text(string text) => $$"""{"resultType":"complete","content":[{"type":"text","text":"{{text}}"}]}""";
}
