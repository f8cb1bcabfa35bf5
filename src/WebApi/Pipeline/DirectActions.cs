using System.Reflection;
using McpService.Application.Calls;
using McpService.WebApi.Callers;
using McpService.WebApi.Mcp;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Controllers;

namespace McpService.WebApi.Pipeline;

/// <summary>
/// Calls the actions of <see cref="DirectAttribute"/> controllers without MVC's invoker. They use nothing that it does (binding, filters, results), and what serves calls is shared by all of them, so
/// that no services are made for the request: the two together took 1.6 of 10.7 KB a call.
/// </summary>
internal static class DirectActions
{
    private static readonly MethodInfo Maker = typeof(DirectActions).GetMethod(nameof(DelegateOf), BindingFlags.NonPublic | BindingFlags.Static)!;

    /// <summary>Puts the action itself in the place of the invoker, where its controller wants that.</summary>
    /// <param name="endpoint">Of any controller.</param>
    /// <param name="services">The application's.</param>
    /// <exception cref="InvalidOperationException">The action has parameters, or a result for MVC to write.</exception>
    public static void Map(EndpointBuilder endpoint, IServiceProvider services)
    {
        if (!endpoint.Metadata.OfType<DirectAttribute>().Any()) return;

        var action = endpoint.Metadata.OfType<ControllerActionDescriptor>().Single();
        if (action.Parameters.Count > 0 || action.MethodInfo.ReturnType != typeof(Task)) throw new InvalidOperationException($"{action.DisplayName} needs MVC: a direct action takes nothing and returns a {nameof(Task)}.");
        endpoint.RequestDelegate = (RequestDelegate)Maker.MakeGenericMethod(action.ControllerTypeInfo).Invoke(null, [action, services])!;
    }

    private static RequestDelegate DelegateOf<TController>(ControllerActionDescriptor action, IServiceProvider services)
        where TController : ControllerBase
    {
        var create = Making<TController>.Controller;
        object[] arguments = [services.GetRequiredService<CallMediator>()];
        var run = action.MethodInfo.CreateDelegate<Func<TController, Task>>();
        var answersJsonRpc = action.EndpointMetadata.OfType<JsonRpcErrorsAttribute>().Any();
        return http =>
        {
            CallContext.Of(http).IsJsonRpc = answersJsonRpc;
            var controller = create(services, arguments);
            controller.ControllerContext = new ControllerContext { HttpContext = http };
            return run(controller);
        };
    }

    /// <summary>Compiled once for a controller, and not for each of its actions.</summary>
    private static class Making<TController>
        where TController : ControllerBase
    {
        public static readonly ObjectFactory<TController> Controller = ActivatorUtilities.CreateFactory<TController>([typeof(IMediator)]);
    }
}
