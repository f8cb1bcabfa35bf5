using Microsoft.Playwright;

namespace McpService.FunctionalTests.Browser;

/// <summary>The console as somebody uses it who reads its labels.</summary>
internal sealed class ConsolePage(IPage page)
{
    /// <summary>A start compiles: the first page is waited for longer than all others.</summary>
    private const float StartLimit = 60_000;

    public async Task SignInAsync(Uri gateway, string key)
    {
        await page.GotoAsync(new Uri(gateway, "/console/").AbsoluteUri);
        await page.GetByLabel("Admin key or API key").FillAsync(key, new() { Timeout = StartLimit });
        await ClickAsync("Sign in");
        await Button("Sign out").WaitForAsync();
    }

    public Task SignOutAsync() => ClickAsync("Sign out");

    public async Task GoAsync(string link, string heading)
    {
        await page.GetByRole(AriaRole.Link, new() { Name = link, Exact = true }).First.ClickAsync();
        await SeeHeadingAsync(heading);
    }

    public Task SeeHeadingAsync(string heading) => page.GetByRole(AriaRole.Heading, new() { Name = heading, Exact = true }).First.WaitForAsync();

    /// <summary>A field that must be filled in has a star after its label.</summary>
    public Task FillAsync(string label, string text) =>
        page.GetByLabel(label, new() { Exact = true }).Or(page.GetByLabel($"{label}*", new() { Exact = true })).Or(page.GetByLabel($"{label} *", new() { Exact = true })).First.FillAsync(text);

    public Task ClickAsync(string button) => Button(button).First.ClickAsync();

    /// <summary>The answer to a question that the page asked.</summary>
    public Task ConfirmAsync(string button) => page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();

    public Task OpenTabAsync(string tab) => page.GetByRole(AriaRole.Tab, new() { Name = tab, Exact = true }).ClickAsync();

    /// <summary>What is hidden, as for another width of the window, is not seen.</summary>
    public Task SeeAsync(string text) => page.GetByText(text).Locator("visible=true").First.WaitForAsync();

    public Task ChooseToolAsync(string tool) => page.GetByText(tool, new() { Exact = true }).ClickAsync();

    public async Task<int> CountAsync(string text) => await page.GetByText(text, new() { Exact = true }).CountAsync();

    public async Task<string> CopyableAsync(string label) => (await page.GetByLabel(label, new() { Exact = true }).First.TextContentAsync())!;

    private ILocator Button(string name) => page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });
}
