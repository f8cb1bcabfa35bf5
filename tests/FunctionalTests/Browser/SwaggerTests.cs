using System.Runtime.CompilerServices;
using System.Text.Json;
using McpService.Common.Gateway;
using McpService.Domain.Tenants;
using McpService.Infrastructure.Security.ApiKeys;
using Microsoft.Playwright;

namespace McpService.FunctionalTests.Browser;

/// <summary>The two-minute tour in a browser: what a newcomer clicks in Swagger UI of a gateway in development with the sandbox behind it.</summary>
internal sealed class SwaggerTests
{
    /// <summary>For the picture in the README: what it shows is then as the README says.</summary>
    private static readonly string[] Presentable = ["--PORT=3000", "--RATE_LIMIT_REQUESTS_PER_SECOND=50", "--RATE_LIMIT_BURST=100"];

    private static bool UpdatesReadme => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("UPDATE_SCREENSHOT"));

    [Test]
    public async Task Swagger_ExamplesClickedThrough_CreateATenantAndRunItsTools()
    {
        await using var gateway = await GatewayHost.StartAsync(UpdatesReadme ? Presentable : []);
        await using var chromium = await Chromium.StartAsync();
        var faults = new PageFaults(chromium.Page);
        try
        {
            await chromium.Page.GotoAsync(gateway.Address.AbsoluteUri);
            new Uri(chromium.Page.Url).AbsolutePath.ShouldStartWith("/swagger");
            var swagger = new SwaggerPage(chromium.Page);

            var (tenantId, apiKey) = await CreateTenantAsync(swagger);
            await RunToolsAsync(swagger, tenantId, apiKey);

            faults.All.ShouldBeEmpty();
        }
        finally
        {
            // The page as it is at the end, good or bad.
            TestContext.AddTestAttachment(await TakePictureAsync(chromium.Page, "TestResults", "FunctionalTests"));
        }

        if (UpdatesReadme) await TakePictureAsync(chromium.Page, "docs", "images");
    }

    private static async Task<(string TenantId, string ApiKey)> CreateTenantAsync(SwaggerPage swagger)
    {
        await swagger.AuthorizeAsync("admin", AdminOptions.SampleKey);
        var route = await swagger.TryOutAsync("/api/tenants");
        var (status, tenant) = await route.ExecuteAsync();

        status.ShouldBe("201", tenant.ToString());
        await swagger.LogOutAsync("admin");
        return (tenant.GetProperty("tenantId").GetString()!, tenant.GetProperty("apiKey").GetString()!);
    }

    private static async Task RunToolsAsync(SwaggerPage swagger, string tenantId, string apiKey)
    {
        await swagger.AuthorizeAsync("tenantKey", apiKey);
        var route = await swagger.TryOutAsync("/api/tenant/{tenantId}/tool");
        await route.FillAsync("tenantId", tenantId);
        var (listStatus, list) = await route.ExecuteAsync();
        await route.ClearAsync();
        await route.ChooseExampleAsync("Create a contact");
        var (callStatus, call) = await route.ExecuteAsync();
        await route.ShowAnswerAsync();

        listStatus.ShouldBe("200", list.ToString());
        list.GetProperty("tools").EnumerateArray().Select(t => t.GetProperty("name").GetString()).ShouldContain("hubspot_create-contact");
        callStatus.ShouldBe("200", call.ToString());
        call.GetProperty("isError").GetBoolean().ShouldBeFalse(call.ToString());
        var contact = JsonSerializer.Deserialize<JsonElement>(call.GetProperty("content")[0].GetProperty("text").GetString()!);
        contact.GetProperty("email").GetString().ShouldBe("ada@example.com");
    }

    private static async Task<string> TakePictureAsync(IPage page, params string[] folder)
    {
        var path = Path.Combine([Repository(), .. folder, "swagger.png"]);
        await page.ScreenshotAsync(new() { Path = path });
        return path;
    }

    private static string Repository([CallerFilePath] string thisFile = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, "..", "..", ".."));
}
