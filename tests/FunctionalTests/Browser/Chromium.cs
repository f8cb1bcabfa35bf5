using McpService.Common.Prerequisites;
using Microsoft.Playwright;

namespace McpService.FunctionalTests.Browser;

/// <summary>The machine's Chromium without a window, with a new profile and one page. Nothing is downloaded.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    private readonly IPlaywright _driver;
    private readonly IBrowser _browser;

    private Chromium(IPlaywright driver, IBrowser browser, IPage page) => (_driver, _browser, Page) = (driver, browser, page);

    public IPage Page { get; }

    private static string? Program => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, "chromium")).FirstOrDefault(File.Exists);

    /// <summary>Skips the test when it is not installed; see <see cref="Prerequisite"/>.</summary>
    public static async Task<Chromium> StartAsync()
    {
        Prerequisite.Require(Program is not null, "Chromium is needed on the PATH; Debian's package is chromium.");
        var driver = await Playwright.CreateAsync();
        try
        {
            // Chromium refuses to start its sandbox as root. The only page opened is the gateway's own.
            var browser = await driver.Chromium.LaunchAsync(new() { ExecutablePath = Program, ChromiumSandbox = !Environment.IsPrivilegedProcess });
            var page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = 1280, Height = 900 } });
            return new Chromium(driver, browser, page);
        }
        catch
        {
            driver.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _driver.Dispose();
    }
}
