using McpService.Common.Gateway;
using McpService.Common.Sources;
using McpService.Common.Upstreams;
using McpService.Infrastructure.Security.ApiKeys;
using Microsoft.Playwright;

namespace McpService.FunctionalTests.Browser;

/// <summary>
/// Every page as both roles, light and dark, wide and at 400 pixels, with pictures to look at. By the command of docs/console.md alone: it is slow, and
/// what it finds somebody has to see.
/// </summary>
[Explicit("Pictures to be looked at; see docs/console.md.")]
internal sealed class ConsoleLooksTests
{
    private const string Tool = "hubspot_create-contact";

    private static string Assets => Path.Combine(
        SourceTree.Root, "src", "WebApi", "bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0", "McpService.WebApi.staticwebassets.runtime.json");

    /// <summary>Pictures of the documentation; the others are for whoever looks.</summary>
    private static readonly string[] Published = ["overview", "playground", "tenant"];

    [Test]
    public async Task EachPage_BothRoles_BothThemes_WideAndNarrow()
    {
        await using var gateway = await GatewayHost.StartAsync($"--staticWebAssets={Assets}", "--INSTANCE_ID=gateway-1");
        await using var chromium = await Chromium.StartAsync();
        var faults = new PageFaults(chromium.Page);
        var console = new ConsolePage(chromium.Page);

        await console.SignInAsync(gateway.Address, AdminOptions.SampleKey);
        await console.SeeHeadingAsync("Overview");
        await LookAsync(chromium.Page, "overview-empty");
        await console.ClickAsync("Make two sample tenants and some calls");
        await console.SeeAsync("Acme (sample)");
        await LookAsync(chromium.Page, "overview");
        await console.GoAsync("Tenants", "Tenants");
        await console.SeeAsync("Globex (sample)");
        await LookAsync(chromium.Page, "tenants");
        await console.GoAsync("New tenant", "New tenant");
        await console.FillAsync("Name", "Initech");
        await console.FillAsync("Integration key", "hubspot");
        await console.FillAsync("Token", "alice");
        await LookAsync(chromium.Page, "tenant-new");
        await console.ClickAsync("Create tenant");
        var apiKey = await console.CopyableAsync("API key");
        await LookAsync(chromium.Page, "tenant-created");
        await console.GoAsync("Go to the tenant", "Initech");
        await LookAsync(chromium.Page, "tenant-keys");
        await console.OpenTabAsync("Tools");
        await console.FillAsync("Deny", "*_delete-*");
        await console.SeeAsync("3 of 4 tools, with the patterns as they stand above.");
        await LookAsync(chromium.Page, "tenant");
        await console.OpenTabAsync("Credential");
        await LookAsync(chromium.Page, "tenant-credential");
        await console.OpenTabAsync("Limits");
        await LookAsync(chromium.Page, "tenant-limits");
        await console.GoAsync("Run a tool", "Playground");
        await console.ChooseToolAsync(Tool);
        await console.FillAsync("email", "ada@example.com");
        await console.FillAsync("fullName", "Ada Lovelace");
        await console.ClickAsync("Run");
        await console.SeeAsync("\"email\": \"ada@example.com\"");
        await LookAsync(chromium.Page, "playground");
        await console.GoAsync("Audit", "Audit");
        await console.SeeAsync("Succeeded");
        await chromium.Page.GetByRole(AriaRole.Button, new() { Name = "Details of tool call" }).First.ClickAsync();
        await LookAsync(chromium.Page, "audit");
        await console.GoAsync("Usage", "Usage");
        await console.SeeAsync(Tool);
        await LookAsync(chromium.Page, "usage");
        await console.GoAsync("Health", "Health");
        await console.SeeAsync("gateway-1");
        await LookAsync(chromium.Page, "health");
        await console.SignOutAsync();

        await console.SignInAsync(gateway.Address, apiKey);
        await console.SeeHeadingAsync("Overview");
        await console.SeeAsync(Tool);
        await LookAsync(chromium.Page, "own-overview");
        await console.GoAsync("Playground", "Playground");
        await console.SeeAsync(Tool);
        await LookAsync(chromium.Page, "own-playground");
        await console.GoAsync("Audit", "Audit");
        await console.SeeAsync(Tool);
        await LookAsync(chromium.Page, "own-audit");
        await console.GoAsync("Usage", "Usage");
        await console.SeeAsync(Tool);
        await LookAsync(chromium.Page, "own-usage");
        await console.GoAsync("Health", "Health");
        await LookAsync(chromium.Page, "own-health");
        faults.All.ShouldBeEmpty();
    }

    /// <summary>What an upstream or a tenant may write, a token that ends while a form is open, and a gateway that goes away for a while.</summary>
    [Test]
    public async Task BadInput_IsShownAsText_AndNothingTypedIsLost()
    {
        const string Script = "<img src=x onerror=window.ran=1><script>window.ran=1</script>";
        await using var upstream = await ScriptableUpstream.StartAsync();
        upstream.SetTools(
            $$"""
            [{"name":"hubspot_hostile","title":{{Rpc.Text(Script)}},"description":{{Rpc.Text(Script)}},"inputSchema":{"type":"object","properties":{"text":{"type":"string","description":{{Rpc.Text(Script)}}} } } },
             {"name":"hubspot_odd","inputSchema":{"type":"object","properties":[1]} },
             {"name":"hubspot_large","inputSchema":{"type":"object"} }]
            """);
        upstream.OnCall("hubspot_hostile", _ => $$"""{"content":[{"type":"text","text":{{Rpc.Text(Script)}}},{"type":"image","mimeType":"image/svg+xml","data":"PHN2Zy8+"},{"type":"image","mimeType":"image/png","data":"bm8gaW1hZ2U="}]}""");
        upstream.OnCall("hubspot_large", _ => Rpc.TextResult(new string('x', 5_000_000)));
        await using var gateway = await GatewayHost.StartAsync($"--staticWebAssets={Assets}", $"--INTEGRATION_APP_MCP_URL={upstream.Address}");
        var tenant = await gateway.CreateTenantAsync();
        await using var chromium = await Chromium.StartAsync();
        var (page, console) = (chromium.Page, new ConsolePage(chromium.Page));

        await console.SignInAsync(gateway.Address, tenant.ApiKey);
        await console.GoAsync("Playground", "Playground");
        await console.ChooseToolAsync("hubspot_hostile");
        await console.FillAsync("text", Script);
        await console.ClickAsync("Run");
        await page.GetByText("image/svg+xml").WaitForAsync(); // an image that could hold a script is shown as what it is
        await page.GetByRole(AriaRole.Img, new() { Name = "Image in the tool's result" }).WaitForAsync(new() { State = WaitForSelectorState.Attached });
        await console.ChooseToolAsync("hubspot_odd");
        await page.GetByLabel("Arguments", new() { Exact = true }).WaitForAsync();
        await console.ChooseToolAsync("hubspot_large");
        await console.ClickAsync("Run");
        await console.SeeAsync("characters more");
        (await page.EvaluateAsync<int>("() => window.ran ?? 0")).ShouldBe(0);

        await console.ChooseToolAsync("hubspot_hostile");
        await console.FillAsync("text", "typed for an hour");
        await page.RouteAsync("**/api/**", route => route.AbortAsync());
        await console.ClickAsync("Run");
        await console.SeeAsync("The gateway does not answer. It is asked again");
        await page.UnrouteAllAsync();
        await page.GetByText("It is asked again").WaitForAsync(new() { State = WaitForSelectorState.Hidden });
        await gateway.SendAsync(HttpMethod.Post, $"/api/tenants/{tenant.TenantId}/api-keys/rotate", """{"overlapSeconds": 0}""", ("Authorization", $"Bearer {AdminOptions.SampleKey}"));
        await console.ClickAsync("Run");
        await console.SeeAsync("Your session has ended.");
        (await page.GetByLabel("text", new() { Exact = true }).InputValueAsync()).ShouldBe("typed for an hour");
    }

    /// <summary>Pages are as wide as the window, whatever stands in them.</summary>
    private static async Task LookAsync(IPage page, string name)
    {
        await SaveAsync(page, name, "light");
        if (Published.Contains(name)) await page.ScreenshotAsync(new() { Path = Path.Combine(SourceTree.Root, "docs", "images", $"console-{name}.png"), Animations = ScreenshotAnimations.Disabled });
        await page.SetViewportSizeAsync(400, 800);
        await page.WaitForFunctionAsync("() => document.querySelector('.mud-drawer').getBoundingClientRect().right <= 0"); // the menu gets out of the way
        (await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(400, name);
        await SaveAsync(page, name, "narrow");
        await page.SetViewportSizeAsync(1280, 900);
        await page.WaitForFunctionAsync("() => document.querySelector('.mud-drawer').getBoundingClientRect().left >= 0");
        await page.GetByRole(AriaRole.Button, new() { Name = "Dark theme" }).ClickAsync();
        await SaveAsync(page, name, "dark");
        await page.GetByRole(AriaRole.Button, new() { Name = "Light theme" }).ClickAsync();
    }

    private static Task<byte[]> SaveAsync(IPage page, string name, string look) => page.ScreenshotAsync(new()
    {
        Path = Path.Combine(SourceTree.Root, "TestResults", "console", $"{name}-{look}.png"),
        Animations = ScreenshotAnimations.Disabled,
        FullPage = true,
    });
}
