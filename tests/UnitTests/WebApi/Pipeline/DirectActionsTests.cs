using System.Reflection;
using McpService.Application.Calls;
using McpService.WebApi.Bodies;
using McpService.WebApi.Callers;
using McpService.WebApi.Mcp;
using McpService.WebApi.Pipeline;
using MediatR;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using Moq;

namespace McpService.UnitTests.WebApi.Pipeline;

internal sealed class DirectActionsTests
{
    private static readonly RequestDelegate Invoker = _ => throw new InvalidOperationException("MVC's invoker was asked.");

    [Test]
    public async Task Map_DirectController_CallsItsActionWithTheRequestAndNoServicesOfIt()
    {
        var http = Request();
        await Map<Plain>(nameof(Plain.Act))(http);

        http.Response.StatusCode.ShouldBe(StatusCodes.Status204NoContent);
        CallContext.Of(http).IsJsonRpc.ShouldBeFalse();
    }

    [Test]
    public async Task Map_ControllerThatAnswersInJsonRpc_SaysSoBeforeItIsCalled()
    {
        var http = Request();
        await Should.ThrowAsync<NotSupportedException>(() => Map<JsonRpc>(nameof(JsonRpc.Act))(http));

        CallContext.Of(http).IsJsonRpc.ShouldBeTrue();
    }

    [Test]
    public void Map_AnyOtherController_IsLeftToMvc() => Map<Usual>(nameof(Usual.Act)).ShouldBeSameAs(Invoker);

    [TestCase(nameof(Plain.Take))]
    [TestCase(nameof(Plain.Give))]
    public void Map_ActionThatNeedsMvc_FailsAtTheStart(string action) => Should.Throw<InvalidOperationException>(() => Map<Plain>(action)).Message.ShouldContain("needs MVC");

    private static RequestDelegate Map<TController>(string action)
    {
        var method = typeof(TController).GetMethod(action)!;
        var endpoint = new RouteEndpointBuilder(Invoker, RoutePatternFactory.Parse("/"), 0);
        object[] attributes = typeof(TController).GetCustomAttributes(inherit: false);
        var descriptor = new ControllerActionDescriptor
        {
            ControllerTypeInfo = typeof(TController).GetTypeInfo(),
            MethodInfo = method,
            Parameters = [.. method.GetParameters().Select(p => new ControllerParameterDescriptor { ParameterInfo = p })],
            EndpointMetadata = [.. attributes],
        };
        foreach (var metadata in attributes.Append(descriptor)) endpoint.Metadata.Add(metadata);
        DirectActions.Map(endpoint, new ServiceCollection().AddSingleton<CallMediator>().BuildServiceProvider());
        return endpoint.RequestDelegate!;
    }

    private static DefaultHttpContext Request()
    {
        var http = new DefaultHttpContext { RequestServices = new Mock<IServiceProvider>(MockBehavior.Strict).Object };
        new CallContext(null!, new BodyReader(null!, null!), null!, TimeProvider.System).Begin(http);
        return http;
    }

    [Direct]
    internal sealed class Plain(IMediator mediator) : ControllerBase
    {
        public Task Act()
        {
            mediator.ShouldBeOfType<CallMediator>();
            Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        }

        public Task Take(string value) => throw new NotSupportedException(value);

        public Task<string> Give() => throw new NotSupportedException();
    }

    [Direct]
    [JsonRpcErrors]
    internal sealed class JsonRpc(IMediator mediator) : ControllerBase
    {
        public Task Act() => throw new NotSupportedException($"{mediator}");
    }

    internal sealed class Usual : ControllerBase
    {
        public Task Act() => throw new NotSupportedException();
    }
}
