using System.Text.Json;
using Microsoft.AspNetCore.Mvc.Filters;

namespace McpService.WebApi.Bodies;

/// <summary>Notes what of a query could not be read, so that validation reports it with everything else.</summary>
internal sealed class BindingFaultsFilter(RequestFaults faults) : IActionFilter
{
    public void OnActionExecuting(ActionExecutingContext context)
    {
        if (context.ModelState.IsValid) return;

        foreach (var (name, entry) in context.ModelState)
        {
            if (entry.Errors.Count > 0) faults.Add(JsonNamingPolicy.CamelCase.ConvertName(name), "has a value that cannot be read.");
        }
    }

    public void OnActionExecuted(ActionExecutedContext context)
    {
    }
}
