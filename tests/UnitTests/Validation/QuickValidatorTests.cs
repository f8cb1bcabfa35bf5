using System.Text;
using System.Text.Json;
using FluentValidation;
using McpService.Application;
using McpService.Application.Callers;
using McpService.Application.Mcp;
using McpService.Application.Mcp.RelayMessage;
using McpService.Application.Tools.CallTool;
using McpService.Application.Validation;
using Moq;

namespace McpService.UnitTests.Validation;

internal sealed class QuickValidatorTests
{
    private static readonly string[] Names =
    [
        "hubspot_find", "a", "a.b-c_D9", "tools/call", "", " ", "a b", "a/b", "a\\b", "a\tb", "a\u0000b", "a\u0085b", "é", "🙂", new('n', Bounds.Name), new('n', Bounds.Name + 1),
    ];

    [TestCaseSource(nameof(Names))]
    public void CallTool_PlainlyValid_BreaksNoRule(string name) => Check(new CallToolValidator(), new CallToolCommand(name, default) { Context = Mock.Of<ICallContext>() });

    [Test]
    public void Relay_PlainlyValid_BreaksNoRule(
        [ValueSource(nameof(Names))] string name, [Values("tools/call", "ping", "a\tb")] string method, [Values] bool isAddress, [Values(null, "static", "neither")] string? mode)
    {
        var message = $$$"""{"jsonrpc":"2.0","id":1,"method":{{{Quote(method)}}},"params":{"{{{(isAddress ? "uri" : "name")}}}":{{{Quote(name)}}}}}""";
        McpMessage.TryParse(Encoding.UTF8.GetBytes(message), out var parsed).ShouldBeNull();
        Check(new RelayMessageValidator(), new RelayMessageCommand(new McpExchange { Verb = McpVerb.Post, Context = Mock.Of<ICallContext>(), Message = parsed, Mode = mode }));
    }

    [Test]
    public void UsualCalls_ArePlainlyValid()
    {
        McpMessage.TryParse("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"hubspot_find"}}"""u8.ToArray(), out var call).ShouldBeNull();

        new CallToolValidator().IsPlainlyValid(new CallToolCommand("hubspot_find", default) { Context = Mock.Of<ICallContext>() }).ShouldBeTrue();
        new RelayMessageValidator().IsPlainlyValid(new RelayMessageCommand(new McpExchange { Verb = McpVerb.Post, Context = Mock.Of<ICallContext>(), Message = call })).ShouldBeTrue();
    }

    private static void Check<T>(IQuickValidator<T> validator, T request)
    {
        if (validator.IsPlainlyValid(request)) ((IValidator<T>)validator).Validate(request).Errors.ShouldBeEmpty();
    }

    private static string Quote(string text) => JsonSerializer.Serialize(text);
}
