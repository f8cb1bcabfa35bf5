using System.Buffers;
using System.Collections.Concurrent;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpService.Common.Upstreams.Conformance;

/// <summary>Streamable HTTP as of 2025-11-25: sessions, a stream of their own, and streams that can be resumed.</summary>
#pragma warning disable MCP9006 // Resumption is gone from the newest revision.
internal sealed class SessionEndpoint(ServiceProvider services) : IAsyncDisposable
{
    private const string ResponseEndedItem = "response ended";
    private static readonly TimeSpan LongestPoll = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);
    private static readonly string[] Revisions = ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"];

    private readonly ConcurrentDictionary<string, SdkSession> _sessions = new(StringComparer.Ordinal);
    private readonly DistributedCacheEventStreamStore _events = new(Options.Create(new DistributedCacheEventStreamStoreOptions
    {
        Cache = new MemoryDistributedCache(Options.Create(new MemoryDistributedCacheOptions())),
    }));

    public async Task HandleAsync(HttpContext context)
    {
        var revision = context.Request.Headers["MCP-Protocol-Version"].ToString();
        if (revision.Length > 0 && !Revisions.Contains(revision, StringComparer.Ordinal))
        {
            await context.WriteErrorAsync(StatusCodes.Status400BadRequest, -32000, "Bad Request: Unsupported protocol version");
        }
        else if (HttpMethods.IsPost(context.Request.Method))
        {
            await PostAsync(context);
        }
        else if (await FindAsync(context) is { } session)
        {
            if (HttpMethods.IsGet(context.Request.Method)) await GetAsync(context, session);
            else if (_sessions.TryRemove(session.Transport.SessionId!, out _)) await session.DisposeAsync();
        }
    }

    /// <summary>Done when the response to the POST that brought a message is out.</summary>
    public static Task ResponseEnded(IDictionary<string, object?> itemsOfTheMessage) => (Task)itemsOfTheMessage[ResponseEndedItem]!;

    public async ValueTask DisposeAsync()
    {
        foreach (var session in _sessions.Values) await session.DisposeAsync();
    }

    private async Task PostAsync(HttpContext context)
    {
        if (await context.ReadMessageAsync() is not { } message) return;
        var opens = message is JsonRpcRequest { Method: RequestMethods.Initialize };
        if ((opens ? Open() : await FindAsync(context, message)) is not { } session) return;
        context.Response.Headers["Mcp-Session-Id"] = session.Transport.SessionId;
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        context.Response.OnCompleted(() =>
        {
            ended.SetResult();
            return Task.CompletedTask;
        });
        message.Context = new JsonRpcMessageContext { Items = new Dictionary<string, object?>(StringComparer.Ordinal) { [ResponseEndedItem] = ended.Task } };
        context.StartEventStream();
        if (!await session.Transport.HandlePostRequestAsync(message, context.Response.Body, context.RequestAborted)) context.Accept();
    }

    private async Task GetAsync(HttpContext context, SdkSession session)
    {
        var last = context.Request.Headers["Last-Event-ID"].ToString();
        if (last.Length is 0)
        {
            await session.ListenAsync(context);
        }
        else if (await _events.GetStreamReaderAsync(last, context.RequestAborted) is not null)
        {
            context.StartEventStream();
            await SseFormatter.WriteAsync(
                MissedAsync(last, context.RequestAborted), context.Response.Body,
                (item, buffer) =>
                {
                    if (item.Data is not null) buffer.Write(JsonSerializer.SerializeToUtf8Bytes(item.Data, McpJsonUtilities.DefaultOptions));
                },
                context.RequestAborted);
        }
        else
        {
            await context.WriteErrorAsync(StatusCodes.Status400BadRequest, -32000, "Bad Request: Unknown Last-Event-ID");
        }
    }

    /// <summary>What came after an event; where nothing has yet, as soon as there is something, within a limit.</summary>
    private async IAsyncEnumerable<SseItem<JsonRpcMessage?>> MissedAsync(string last, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        for (var isSomething = false; !isSomething && TimeProvider.System.GetElapsedTime(started) < LongestPoll; await Task.Delay(PollInterval, TimeProvider.System, cancellationToken))
        {
            if (await _events.GetStreamReaderAsync(last, cancellationToken) is not { } missed) yield break;
            await foreach (var item in missed.ReadEventsAsync(cancellationToken))
            {
                isSomething = true;
                yield return item;
            }
        }
    }

    private SdkSession Open()
    {
        var transport = new StreamableHttpServerTransport
        {
            SessionId = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)),
            EventStreamStore = _events,
        };
        return _sessions[transport.SessionId] = new SdkSession(transport, ConformanceServer.Create(services, transport));
    }

    private async Task<SdkSession?> FindAsync(HttpContext context, JsonRpcMessage? message = null)
    {
        var id = context.Request.Headers["Mcp-Session-Id"].ToString();
        if (_sessions.TryGetValue(id, out var session)) return session;
        if (id.Length is 0) await context.WriteErrorAsync(StatusCodes.Status400BadRequest, -32000, "Bad Request: Server not initialized", message);
        else await context.WriteErrorAsync(StatusCodes.Status404NotFound, -32001, "Session not found", message);
        return null;
    }
}
