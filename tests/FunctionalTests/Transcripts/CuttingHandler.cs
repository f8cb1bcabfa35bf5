using System.Net.Http.Headers;
using System.Text;

namespace McpService.FunctionalTests.Transcripts;

/// <summary>Breaks the next answer to a tool call after its first event when told to, as a bad network does it.</summary>
internal sealed class CuttingHandler() : DelegatingHandler(new SocketsHttpHandler())
{
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _armed;

    public bool Resumed { get; private set; }

    /// <summary>The stream for what belongs to no request has been asked for and answered.</summary>
    public Task Opened => _opened.Task;

    public void Arm()
    {
        Resumed = false;
        Volatile.Write(ref _armed, 1);
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Headers.Contains("Last-Event-ID")) Resumed = true;
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        var response = await base.SendAsync(request, cancellationToken);
        if (request.Method == HttpMethod.Get) _opened.TrySetResult();
        if (!body.Contains("\"tools/call\"", StringComparison.Ordinal) || Interlocked.Exchange(ref _armed, 0) is 0) return response;
        using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        response.Content = new StringContent(await FirstEventAsync(stream, cancellationToken), new MediaTypeHeaderValue("text/event-stream"));
        return response;
    }

    /// <summary>Up to the end of the first event that carries data.</summary>
    private static async Task<string> FirstEventAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var text = new StringBuilder();
        var hasData = false;
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            text.Append(line).Append('\n');
            hasData |= line.StartsWith("data:", StringComparison.Ordinal) && line.Length > "data: ".Length;
            if (hasData && line.Length is 0) break;
        }

        return text.ToString();
    }
}
