using Microsoft.Playwright;

namespace McpService.FunctionalTests.Browser;

/// <summary>Swagger UI, used as people use it.</summary>
internal sealed class SwaggerPage(IPage page)
{
    private ILocator OpenDialog => page.Locator(".auth-wrapper > .btn.authorize");

    /// <summary>Shows a credential, as the dialog "Available authorizations" takes it.</summary>
    /// <param name="scheme">Name of the security scheme.</param>
    /// <param name="credential">Key or token.</param>
    public async Task AuthorizeAsync(string scheme, string credential)
    {
        await OpenDialog.ClickAsync();
        await Section(scheme).GetByRole(AriaRole.Textbox).FillAsync(credential);
        await ClickAsync(scheme, "Apply credentials");
        await ClickAsync(scheme, "Close");
    }

    /// <summary>Forgets a credential.</summary>
    public async Task LogOutAsync(string scheme)
    {
        await OpenDialog.ClickAsync();
        await ClickAsync(scheme, "Remove authorization");
        await ClickAsync(scheme, "Close");
    }

    /// <summary>Opens a route that takes POST, and lets it be tried out.</summary>
    public async Task<SwaggerRoute> TryOutAsync(string path)
    {
        var route = page.Locator(".opblock-post", new() { Has = page.Locator($".opblock-summary-path[data-path='{path}']") });
        await route.Locator(".opblock-summary-control").ClickAsync();
        await route.GetByRole(AriaRole.Button, new() { Name = "Try it out" }).ClickAsync();
        return new SwaggerRoute(route);
    }

    private ILocator Section(string scheme) =>
        page.Locator(".auth-container", new() { Has = page.Locator("h4 code").GetByText(scheme, new() { Exact = true }) });

    private Task ClickAsync(string scheme, string button) =>
        Section(scheme).GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();
}
