using System.Text.Json;
using McpService.WebApi.Bodies;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace McpService.WebApi.Auditing;

/// <summary>The query may hold the filters there are, each once: one that is misspelt would let through what it was meant to keep out.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class KnownFiltersAttribute : Attribute, IActionFilter
{
    /// <summary>Filters that the route does not have, though its query type does.</summary>
    public string[] Unknown { get; init; } = [];

    public void OnActionExecuting(ActionExecutingContext context)
    {
        var faults = context.HttpContext.RequestServices.GetRequiredService<RequestFaults>();
        var known = context.ActionDescriptor.Parameters
            .Where(p => p.BindingInfo?.BindingSource == BindingSource.Query)
            .SelectMany(p => p.ParameterType.GetProperties().Select(f => JsonNamingPolicy.CamelCase.ConvertName(f.Name)))
            .Except(Unknown)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, values) in context.HttpContext.Request.Query)
        {
            if (!known.Contains(name)) faults.Add(name, $"is not a filter; the filters are: {string.Join(", ", known)}.");
            else if (values.Count > 1) faults.Add(name, "is given more than once.");
        }
    }

    public void OnActionExecuted(ActionExecutedContext context)
    {
    }
}
