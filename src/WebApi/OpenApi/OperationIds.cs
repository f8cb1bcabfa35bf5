using Microsoft.AspNetCore.Mvc.Controllers;

namespace McpService.WebApi.OpenApi;

/// <summary>Names of operations, which generated clients make methods of: <c>Tenants_Create</c>.</summary>
internal static class OperationIds
{
    private const string TenantRoutes = "api/tenant/";

    public static string Of(Microsoft.AspNetCore.Mvc.ApiExplorer.ApiDescription operation)
    {
        var action = (ControllerActionDescriptor)operation.ActionDescriptor;

        // The endpoint of MCP has a second address, with the tenant in it.
        var isSecond = action.ControllerName == "Mcp" && operation.RelativePath?.StartsWith(TenantRoutes, StringComparison.Ordinal) == true;
        return $"{action.ControllerName}_{action.ActionName}{(isSecond ? "OfTenant" : "")}";
    }
}
