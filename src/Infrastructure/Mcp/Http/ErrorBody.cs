using McpService.Application.Errors;
using McpService.Infrastructure.Mcp.Wire;

namespace McpService.Infrastructure.Mcp.Http;

/// <summary>What the upstream says with a status that is no success.</summary>
internal static class ErrorBody
{
    private const int MaxBytes = 16 * 1024;

    // The status is here and says most; an upstream that does not end its words is not listened to for a call's whole time.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    /// <summary>The first message of an event stream, or the first 16 KiB of any other body; empty where nothing sensible came.</summary>
    public static async Task<byte[]> ReadAsync(UpstreamResponse response, TimeProvider time, CancellationToken cancellationToken)
    {
        using var limit = new CallLimit(Limit, time, cancellationToken);
        try
        {
            return response.IsEventStream ? await ReadMessageAsync(response, limit.Token) : await ReadStartAsync(response.Open(), limit.Token);
        }
        catch (Exception e) when (e is IOException or HttpRequestException or UpstreamException)
        {
            return []; // cut off, or not what it says: then it says nothing
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return [];
        }
    }

    private static async Task<byte[]> ReadStartAsync(Stream body, CancellationToken cancellationToken)
    {
        var bytes = new byte[MaxBytes];
        var read = await body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
        return bytes.AsSpan(0, read).StartsWith("\uFEFF"u8) ? bytes[3..read] : bytes[..read];
    }

    private static async Task<byte[]> ReadMessageAsync(UpstreamResponse response, CancellationToken cancellationToken)
    {
        using var events = response.OpenEvents(MaxBytes, resume: null);
        while (await events.ReadAsync(cancellationToken))
        {
            if (events is { IsMessage: true, Data.IsEmpty: false }) return events.Data.ToArray();
        }

        return [];
    }
}
