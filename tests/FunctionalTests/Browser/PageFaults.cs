using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace McpService.FunctionalTests.Browser;

/// <summary>What went wrong in a page: errors it logged or threw, requests that failed or were refused.</summary>
internal sealed class PageFaults
{
    private readonly ConcurrentQueue<string> _faults = new();

    public PageFaults(IPage page)
    {
        page.PageError += (_, error) => _faults.Enqueue(error);
        page.RequestFailed += (_, request) => _faults.Enqueue($"{request.Method} {request.Url}: {request.Failure}");
        page.Console += (_, message) =>
        {
            if (message.Type == "error") _faults.Enqueue($"{message.Text} {message.Location}");
        };
        page.Response += (_, response) =>
        {
            if (response.Status >= 400) _faults.Enqueue($"{response.Request.Method} {response.Url}: {response.Status}");
        };
    }

    public IEnumerable<string> All => _faults;
}
