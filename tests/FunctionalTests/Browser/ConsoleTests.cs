using McpService.Common.Gateway;
using McpService.Common.Sources;
using McpService.Infrastructure.Security.ApiKeys;
using Microsoft.Playwright;

namespace McpService.FunctionalTests.Browser;

/// <summary>The console of a gateway in development with the sandbox behind it, clicked through in a browser.</summary>
internal sealed class ConsoleTests
{
    private const string Tool = "hubspot_create-contact";

    private const string Markup = "Acme <b>Corp</b>";

    /// <summary>Where the build says the console's files are: beside the program itself, not beside these tests.</summary>
    private static string Assets => Path.Combine(
        SourceTree.Root, "src", "WebApi", "bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0", "McpService.WebApi.staticwebassets.runtime.json");

    [Test]
    public async Task Operator_FirstThreeMinutes_FindsItsCallInAuditAndUsage_DeniesTheTool_Suspends()
    {
        await using var gateway = await GatewayHost.StartAsync($"--staticWebAssets={Assets}");
        await using var chromium = await Chromium.StartAsync();
        var faults = new PageFaults(chromium.Page);
        var console = new ConsolePage(chromium.Page);
        try
        {
            await console.SignInAsync(gateway.Address, AdminOptions.SampleKey);
            await console.SeeHeadingAsync("Overview");
            await console.ClickAsync("Make two sample tenants and some calls");
            await console.SeeAsync("Acme (sample)");

            await console.GoAsync("Tenants", "Tenants");
            await console.GoAsync("New tenant", "New tenant");
            await console.FillAsync("Name", Markup);
            await console.FillAsync("Integration key", "hubspot");
            await console.FillAsync("Token", "alice");
            await console.ClickAsync("Create tenant");
            var apiKey = await console.CopyableAsync("API key");

            await console.GoAsync("Run a tool", "Playground");
            await console.ChooseToolAsync(Tool);
            await console.FillAsync("email", "ada@example.com");
            await console.ClickAsync("Run");
            await console.SeeAsync("\"email\": \"ada@example.com\"");

            await console.GoAsync("Audit", "Audit");
            await console.SeeAsync("Succeeded");
            await console.SeeAsync(Tool);
            await console.GoAsync("Usage", "Usage");
            await console.SeeAsync(Tool);

            await console.GoAsync("Tenants", "Tenants");
            await console.GoAsync(Markup, Markup); // what a tenant is called is text, never markup
            await console.OpenTabAsync("Tools");
            await console.FillAsync("Deny", Tool);
            await console.SeeAsync("3 of 4 tools, with the patterns as they stand above.");
            await console.ClickAsync("Save tool policy");
            await console.SeeAsync("Saved.");
            await console.GoAsync("Run a tool", "Playground");
            await console.SeeAsync("hubspot_find-contacts");
            (await console.CountAsync(Tool)).ShouldBe(0);

            await console.GoAsync("Tenants", "Tenants");
            await console.GoAsync(Markup, Markup);
            await console.ClickAsync("Suspend");
            await console.ConfirmAsync("Suspend");
            await console.SeeAsync("suspended");
            (await gateway.SendAsync(HttpMethod.Post, "/api/auth/tenant-token", null, ("x-api-key", apiKey))).Code.ShouldBe("tenant_suspended");
            faults.All.ShouldBeEmpty();
            await ShouldHoldItsPolicyAsync(chromium.Page);
        }
        finally
        {
            TestContext.AddTestAttachment(await SaveAsync(chromium.Page, "console", "TestResults", "FunctionalTests"));
        }
    }

    [Test]
    public async Task Tenant_WhereKeyAndTokenAreNeeded_RunsAToolAndSeesItsOwnNumbers()
    {
        await using var gateway = await GatewayHost.StartAsync($"--staticWebAssets={Assets}", "--TENANT_AUTH=both");
        var tenant = await gateway.CreateTenantAsync(integrationKey: "hubspot");
        await using var chromium = await Chromium.StartAsync();
        var faults = new PageFaults(chromium.Page);
        var console = new ConsolePage(chromium.Page);

        await console.SignInAsync(gateway.Address, tenant.ApiKey);
        await console.SeeHeadingAsync("Overview");
        await console.GoAsync("Run a tool", "Playground");
        await console.ChooseToolAsync(Tool);
        await console.FillAsync("email", "ada@example.com");
        await console.ClickAsync("Run");
        await console.SeeAsync("\"email\": \"ada@example.com\"");
        await console.GoAsync("Audit", "Audit");
        await console.SeeAsync(Tool);
        await console.GoAsync("Overview", "Overview");
        await console.SeeAsync("How calls ended");
        faults.All.ShouldBeEmpty();
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

    /// <summary>What somebody who got text into the page would try.</summary>
    private static async Task ShouldHoldItsPolicyAsync(IPage page)
    {
        const string Inline = "() => { const s = document.createElement('script'); s.textContent = 'window.ran = 1'; document.head.append(s); return window.ran ?? 0; }";
        (await page.EvaluateAsync<int>(Inline)).ShouldBe(0);
        (await page.EvaluateAsync<string>("() => { const s = document.createElement('script'); s.src = 'data:text/javascript,window.ran=1'; return new Promise(r => { s.onerror = () => r('refused'); s.onload = () => r('ran'); document.head.append(s); }); }")).ShouldBe("refused");
        (await page.EvaluateAsync<string>("() => fetch('http://127.0.0.1:1/').then(() => 'sent', e => e.name)")).ShouldBe("TypeError");
        (await page.EvaluateAsync<string>("() => new Promise(r => { document.addEventListener('securitypolicyviolation', e => r(e.effectiveDirective), { once: true }); fetch('https://example.invalid/').catch(() => {}); })")).ShouldBe("connect-src");
    }

    private static async Task<string> SaveAsync(IPage page, string name, params string[] folder)
    {
        var path = Path.Combine([SourceTree.Root, .. folder, $"{name}.png"]);
        await page.ScreenshotAsync(new() { Path = path, Animations = ScreenshotAnimations.Disabled });
        return path;
    }
}
