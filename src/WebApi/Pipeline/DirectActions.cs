using System.Reflection;
using McpService.WebApi.Mcp;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Controllers;

namespace McpService.WebApi.Pipeline;

/// <summary>
/// Calls the actions of <see cref="DirectAttribute"/> controllers without MVC's invoker. They use nothing that it does (binding, filters, results), which costs a call FIGURE µs and FIGURE KB; and
/// what serves calls is shared by all, so that no services are made for the request.
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
        var create = ActivatorUtilities.CreateFactory<TController>([]);
        var run = action.MethodInfo.CreateDelegate<Func<TController, Task>>();
        return action.EndpointMetadata.OfType<JsonRpcErrorsAttribute>().Any() ? http => RunAsync(run, Create(http)) : http => run(Create(http));

        TController Create(HttpContext http)
        {
            var controller = create(services, null);
            controller.ControllerContext = new ControllerContext { HttpContext = http };
            return controller;
        }
    }

    /// <summary>What goes wrong is answered as the filter of the same name would.</summary>
    private static async Task RunAsync<TController>(Func<TController, Task> run, TController controller)
        where TController : ControllerBase
    {
        try
        {
            await run(controller);
        }
        catch (Exception failure)
        {
            if (!await JsonRpcErrorsAttribute.AnswerAsync(controller.HttpContext, failure)) throw;
        }
    }
}
