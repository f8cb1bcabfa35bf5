using System.Text.Json;
using Microsoft.AspNetCore.Mvc.ApplicationModels;
using Microsoft.AspNetCore.Mvc.Filters;

namespace McpService.WebApi.Bodies;

/// <summary>Notes what of a query could not be read, so that validation reports it with everything else.</summary>
internal sealed class BindingFaultsFilter : IActionFilter, IActionModelConvention
{
    // An action that binds nothing has nothing to note, and the calls' actions no time for it.
    public void Apply(ActionModel action)
    {
        if (action.Parameters.Count > 0) action.Filters.Add(this);
    }

    public void OnActionExecuting(ActionExecutingContext context)
    {
        if (context.ModelState.IsValid) return;

        var faults = context.HttpContext.RequestServices.GetRequiredService<RequestFaults>();
        foreach (var (name, entry) in context.ModelState)
        {
            if (entry.Errors.Count > 0) faults.Add(JsonNamingPolicy.CamelCase.ConvertName(name), "has a value that cannot be read.");
        }
    }

    public void OnActionExecuted(ActionExecutedContext context)
    {
    }
}
