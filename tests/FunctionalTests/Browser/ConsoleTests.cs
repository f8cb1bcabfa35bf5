using McpService.Common.Gateway;
using McpService.Common.Sources;
using McpService.Infrastructure.Security.ApiKeys;
using Microsoft.Playwright;

namespace McpService.FunctionalTests.Browser;

/// <summary>The console of a gateway in development with the sandbox behind it, clicked through in a browser.</summary>
internal sealed class ConsoleTests
{
    private const string Tool = "hubspot_create-contact";

    /// <summary>Where the build says the console's files are: beside the program itself, not beside these tests.</summary>
    private static string Assets => Path.Combine(
        SourceTree.Root, "src", "WebApi", "bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0", "McpService.WebApi.staticwebassets.runtime.json");

    private static bool TakesPictures => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("UPDATE_SCREENSHOT"));

    [Test]
    public async Task Console_ClickedThroughByBothRoles_CreatesATenant_RunsATool_DeniesIt_Suspends()
    {
        await using var gateway = await GatewayHost.StartAsync($"--staticWebAssets={Assets}");
        await using var chromium = await Chromium.StartAsync();
        var faults = new PageFaults(chromium.Page);
        var console = new ConsolePage(chromium.Page);
        try
        {
            await console.SignInAsync(gateway.Address, AdminOptions.SampleKey);
            await console.SeeHeadingAsync("Tenants");
            await console.GoAsync("New tenant", "New tenant");
            await console.FillAsync("Name", "Acme <b>Corp</b>");
            await console.FillAsync("Integration key", "hubspot");
            await console.FillAsync("Token", "alice");
            await console.ClickAsync("Create tenant");
            var apiKey = await console.CopyableAsync("API key");
            await TakePictureAsync(chromium.Page, "console-key");
            await console.GoAsync("Tenants", "Tenants");
            await console.SeeAsync("Acme <b>Corp</b>"); // what a tenant is called is text, never markup
            await TakePictureAsync(chromium.Page, "console-tenants");
            await console.GoAsync("Health", "Health");
            await console.SeeAsync("Active tenants");
            await TakePictureAsync(chromium.Page, "console-health");
            await console.SignOutAsync();

            await console.SignInAsync(gateway.Address, apiKey);
            await console.SeeHeadingAsync("Playground");
            await console.ChooseToolAsync(Tool);
            await console.FillAsync("email", "ada@example.com");
            await console.ClickAsync("Run");
            await console.SeeAsync("\"email\": \"ada@example.com\"");
            await TakePictureAsync(chromium.Page, "console-playground");
            await console.SignOutAsync();

            await console.SignInAsync(gateway.Address, AdminOptions.SampleKey);
            await console.GoAsync("Acme <b>Corp</b>", "Acme <b>Corp</b>");
            await console.OpenTabAsync("Tools");
            await console.FillAsync("Deny", Tool);
            await TakePictureAsync(chromium.Page, "console-tenant");
            await console.ClickAsync("Save tool policy");
            await console.SeeAsync("Saved.");
            await console.SignOutAsync();

            await console.SignInAsync(gateway.Address, apiKey);
            await console.SeeAsync("hubspot_find-contacts");
            (await console.CountAsync(Tool)).ShouldBe(0);
            faults.All.ShouldBeEmpty();
        }
        finally
        {
            TestContext.AddTestAttachment(await SaveAsync(chromium.Page, "console", "TestResults", "FunctionalTests"));
        }
    }

    [Test]
    public async Task WrongKey_IsRefusedWithItsCodeAndRequest()
    {
        await using var gateway = await GatewayHost.StartAsync($"--staticWebAssets={Assets}");
        await using var chromium = await Chromium.StartAsync();
        await chromium.Page.GotoAsync(new Uri(gateway.Address, "/console/tenants").AbsoluteUri); // a deep link leads to the app
        await chromium.Page.GetByLabel("Admin key or API key").FillAsync("not-the-key", new() { Timeout = 60_000 });
        await chromium.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        (await chromium.Page.GetByRole(AriaRole.Alert).First.TextContentAsync()).ShouldNotBeNull().ShouldContain("invalid_admin_key · request ");
    }

    [Test]
    public async Task Page_HasItsPolicy_AndTheBaseOfThePublicAddress()
    {
        await using var gateway = await GatewayHost.StartAsync($"--staticWebAssets={Assets}", "--PUBLIC_URL=http://127.0.0.1/gateway");
        var page = await gateway.SendAsync(HttpMethod.Get, "/gateway/console/tenants");
        page.Headers["Content-Security-Policy"].ShouldStartWith("default-src 'none'; script-src 'self' 'wasm-unsafe-eval';");
        page.Text.ShouldContain("<base href=\"/gateway/console/\">");
        (await gateway.SendAsync(HttpMethod.Get, "/gateway/console/nope.js")).Code.ShouldBe("not_found");
    }

    [Test]
    public async Task ConsoleOff_IsNotThere()
    {
        await using var gateway = await GatewayHost.StartAsync($"--staticWebAssets={Assets}", "--CONSOLE=off");
        (await gateway.SendAsync(HttpMethod.Get, "/console/")).Code.ShouldBe("not_found");
    }

    /// <summary>For the pages' pictures, in both themes and on a narrow screen; taken when asked to.</summary>
    private static async Task TakePictureAsync(IPage page, string name)
    {
        if (!TakesPictures) return;
        await SaveAsync(page, name, name is "console-tenants" or "console-playground" ? ["docs", "images"] : ["TestResults", "FunctionalTests"]);
        await page.SetViewportSizeAsync(400, 800);
        await SaveAsync(page, $"{name}-narrow", "TestResults", "FunctionalTests");
        await page.SetViewportSizeAsync(1280, 900);
        await page.GetByRole(AriaRole.Button, new() { Name = "Dark theme" }).ClickAsync();
        await SaveAsync(page, $"{name}-dark", "TestResults", "FunctionalTests");
        await page.GetByRole(AriaRole.Button, new() { Name = "Light theme" }).ClickAsync();
    }

    private static async Task<string> SaveAsync(IPage page, string name, params string[] folder)
    {
        var path = Path.Combine([SourceTree.Root, .. folder, $"{name}.png"]);
        await page.ScreenshotAsync(new() { Path = path, Animations = ScreenshotAnimations.Disabled });
        return path;
    }
}
