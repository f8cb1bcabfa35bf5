using Microsoft.AspNetCore.Mvc.ApplicationModels;

namespace McpService.WebApi.OpenApi;

/// <summary>Makes every action one that the API explorer knows, as Swashbuckle does where its services are the gateway's.</summary>
internal sealed class DescribedActions : IApplicationModelConvention
{
    public void Apply(ApplicationModel application) => application.ApiExplorer.IsVisible = true;
}
