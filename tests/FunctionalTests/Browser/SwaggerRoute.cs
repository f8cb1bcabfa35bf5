using System.Text.Json;
using McpService.Common.Gateway;
using Microsoft.Playwright;

namespace McpService.FunctionalTests.Browser;

/// <summary>A route in Swagger UI that is being tried out.</summary>
internal sealed class SwaggerRoute(ILocator route)
{
    private ILocator Answer => route.Locator(".live-responses-table .response");

    public Task FillAsync(string parameter, string value) => route.Locator($"tr[data-param-name='{parameter}'] input").FillAsync(value);

    /// <summary>Puts one of the examples into the body.</summary>
    public Task ChooseExampleAsync(string name) => route.Locator(".opblock-section-request-body .examples-select-element").SelectOptionAsync(new SelectOptionValue { Label = name });

    /// <summary>Sends the request, and reads the answer as it is shown.</summary>
    public async Task<(string Status, JsonElement Body)> ExecuteAsync()
    {
        await route.GetByRole(AriaRole.Button, new() { Name = "Execute" }).ClickAsync();
        var status = await Answer.Locator(".response-col_status").InnerTextAsync();
        var body = await Answer.Locator("code").InnerTextAsync();
        return (status.Trim(), JsonDocument.Parse(body).RootElement);
    }

    /// <summary>Takes the answer away.</summary>
    public Task ClearAsync() => route.GetByRole(AriaRole.Button, new() { Name = "Clear" }).ClickAsync();

    /// <summary>Moves what was sent and the answer to the top of the window.</summary>
    public Task ShowAnswerAsync() => route.Locator(".btn-group").EvaluateAsync("element => element.scrollIntoView()");
}
