using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using McpService.Application.Errors;
using McpService.Application.Mcp;
using McpService.Infrastructure.Mcp.Wire;

namespace McpService.WebApi.Mcp;

/// <summary>One open stream of the transport of 2024-11-05: everything the upstream says to its client leaves on it, whichever exchange it belongs to.</summary>
/// <param name="tenantRef">Whose stream.</param>
/// <param name="output">The response that carries it.</param>
/// <param name="ended">Fires when the stream is over.</param>
public sealed class SseConnection(Guid tenantRef, Stream output, CancellationToken ended) : IAsyncDisposable
{
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly ConcurrentDictionary<Task, bool> _passing = new();

    /// <summary>Names the stream in the address that messages are posted to; proves nothing by itself.</summary>
    public string Id { get; } = RandomNumberGenerator.GetHexString(32, lowercase: true);

    public Guid TenantRef { get; } = tenantRef;

    /// <summary>The session behind the stream, once the client initialized.</summary>
    public string? Ticket { get; set; }

    /// <summary>Tells the client where to post its messages; the first event of the stream.</summary>
    public Task WriteEndpointAsync(string address) => WriteAsync(EventStreamWriter.Event("endpoint"u8, Encoding.UTF8.GetBytes(address)));

    /// <summary>Keeps proxies from closing a silent stream.</summary>
    public Task WriteCommentAsync() => WriteAsync(KeepAlive.Comment);

    /// <summary>Passes a reply on as it comes; the connection owns it from now on.</summary>
    public void Pass(McpReply reply)
    {
        var passing = PassAsync(reply);
        _passing.TryAdd(passing, true);
        _ = passing.ContinueWith(done => _passing.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_passing.Keys);
        _writing.Dispose();
    }

    private async Task PassAsync(McpReply reply)
    {
        await using var _ = reply;
        var isStream = reply.ContentType == McpMediaTypes.EventStream;
        try
        {
            while (await reply.ReadAsync(ended) is { IsEmpty: false } bytes) await WriteAsync(isStream ? bytes : EventStreamWriter.Message(bytes.Span));
        }
        catch (Exception e) when (e is OperationCanceledException or UpstreamException or IOException)
        {
            // The client is gone, or its answer is: this transport has no way to say so but to go on without it.
        }
    }

    private async Task WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        await _writing.WaitAsync(ended);
        try
        {
            await output.WriteAsync(bytes, ended);
            await output.FlushAsync(ended);
        }
        finally
        {
            _writing.Release();
        }
    }
}
