using System.Diagnostics;
using System.Text;
using McpService.Infrastructure.Telemetry;

namespace McpService.UnitTests.Telemetry;

internal sealed class TraceMetaTests
{
    private const string Mine = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    [TestCase("", ExpectedResult = """{"_meta":{"traceparent":"T"}}""")]
    [TestCase("{}", ExpectedResult = """{"_meta":{"traceparent":"T"}}""")]
    [TestCase("""{ "name":"a",  "arguments":{"x":1.50} }""", ExpectedResult = """{"_meta":{"traceparent":"T"}, "name":"a",  "arguments":{"x":1.50} }""")]
    [TestCase("""{"name":"a","_meta":{"traceparent":"old","tracestate":"old","progressToken":1},"z":2}""", ExpectedResult = """{"name":"a","_meta":{"traceparent":"T","progressToken":1},"z":2}""")]
    [TestCase("""{"_meta":7}""", ExpectedResult = """{"_meta":{"traceparent":"T"}}""")]
    [TestCase("[1]", ExpectedResult = "[1]")]
    public string Write_AnyParams_PutsTheSpanIntoMeta_AndLeavesTheRest(string parameters)
    {
        using var span = new Activity("test");
        span.SetIdFormat(ActivityIdFormat.W3C).Start();
        return Encoding.UTF8.GetString(TraceMeta.Write(Encoding.UTF8.GetBytes(parameters), span).Span).Replace(span.Id!, "T", StringComparison.Ordinal);
    }

    [Test]
    public void Read_TraceParentInMeta_IsTheRemoteParent()
    {
        var context = TraceMeta.Read(Encoding.UTF8.GetBytes($$$"""{"_meta":{"traceparent":"{{{Mine}}}","tracestate":"congo=1"}}"""));
        context!.Value.SpanId.ToHexString().ShouldBe("00f067aa0ba902b7");
        context.Value.TraceState.ShouldBe("congo=1");
        context.Value.IsRemote.ShouldBeTrue();
    }

    [TestCase("""a=1\nx-injected: 1""")]
    [TestCase("""a=\u00e9""")]
    public void Read_StateThatNoHeaderCanCarry_IsLeftOut(string state) =>
        TraceMeta.Read(Encoding.UTF8.GetBytes($$$"""{"_meta":{"traceparent":"{{{Mine}}}","tracestate":"{{{state}}}"}}"""))!.Value.TraceState.ShouldBeNull();

    [TestCase("")]
    [TestCase("{}")]
    [TestCase("[]")]
    [TestCase("""{"_meta":[]}""")]
    [TestCase("""{"_meta":{"traceparent":7}}""")]
    [TestCase("""{"_meta":{"traceparent":"00-nonsense"}}""")]
    public void Read_NothingThatIsAParent_IsNone(string parameters) => TraceMeta.Read(Encoding.UTF8.GetBytes(parameters)).ShouldBeNull();
}
