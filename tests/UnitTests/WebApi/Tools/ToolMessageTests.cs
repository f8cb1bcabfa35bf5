using System.Text;
using FluentValidation;
using McpService.Application.Callers;
using McpService.Application.Tools.CallTool;
using McpService.Application.Tools.ListTools;
using McpService.WebApi.Bodies;
using McpService.WebApi.Tools;
using Moq;

namespace McpService.UnitTests.WebApi.Tools;

internal sealed class ToolMessageTests
{
    [TestCase("""{"method":"listTools"}""")]
    [TestCase("""{"method":"tools/list","params":{}}""")]
    [TestCase("""{"params":{},"method":"listTools"}""")]
    public void Read_ListVerb_ListsTools(string json)
    {
        var (request, faults) = Read(json);
        request.ShouldBeOfType<ListToolsQuery>();
        faults.ShouldBeEmpty();
    }

    [TestCase("""{"method":"create-contact","params":{"a" : [1e999, -0, "\u0041"], "$type":"x"}}""", """{"a" : [1e999, -0, "\u0041"], "$type":"x"}""")]
    [TestCase("""{"params":  {} ,"method":"create-contact"}""", "{}")]
    [TestCase("""{"method":"create-contact"}""", "")]
    public void Read_ToolName_PassesParamsAsTheyCame(string json, string arguments)
    {
        var (request, faults) = Read(json);
        var call = request.ShouldBeOfType<CallToolCommand>();
        call.Tool.ShouldBe("create-contact");
        Encoding.UTF8.GetString(call.Arguments.Span).ShouldBe(arguments);
        call.IsNamedInParams.ShouldBeFalse();
        faults.ShouldBeEmpty();
    }

    [Test]
    public void Read_ToolsCall_TakesNameAndArgumentsFromParams()
    {
        var (request, faults) = Read("""{"method":"tools/call","params":{"arguments":{"method":"x"},"name":"listTools"}}""");
        var call = request.ShouldBeOfType<CallToolCommand>();
        call.Tool.ShouldBe("listTools");
        Encoding.UTF8.GetString(call.Arguments.Span).ShouldBe("""{"method":"x"}""");
        call.IsNamedInParams.ShouldBeTrue();
        faults.ShouldBeEmpty();
    }

    [TestCase("""{"method":5,"params":[],"a":{"method":"x"},"b":1}""", new[] { "method", "params", "a", "b" })]
    [TestCase("""{"method":["x"],"params":null}""", new[] { "method", "params" })]
    [TestCase("""{"method":"listTools","params":{"cursor":"x","y":{}}}""", new[] { "params.cursor", "params.y" })]
    [TestCase("""{"method":"tools/call","params":{"name":5,"arguments":"x","_meta":{}}}""", new[] { "params.name", "params.arguments", "params._meta" })]
    [TestCase("""{"method":"tools/call","params":7}""", new[] { "params" })]
    public void Read_ManyFaults_NotesAll(string json, string[] fields) => Read(json).Faults.ShouldBe(fields);

    [TestCase("[]")]
    [TestCase("null")]
    [TestCase("5")]
    [TestCase("\"x\"")]
    [TestCase("")]
    [TestCase("""{"method":"x" """)]
    public void Read_NotAnObject_NamesTheBody(string json) =>
        Should.Throw<ValidationException>(() => Read(json)).Errors.ShouldHaveSingleItem().PropertyName.ShouldBeOneOf("body", "method");

    private static (object Request, string[] Faults) Read(string json)
    {
        var faults = new RequestFaults();
        var request = ToolMessage.Read(Encoding.UTF8.GetBytes(json), faults).ToRequest(Mock.Of<ICallContext>(), faults);
        return (request, [.. faults.Found.Select(f => f.PropertyName)]);
    }
}
