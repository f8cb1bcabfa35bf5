using System.Security.Cryptography;
using McpService.Application.Errors;
using McpService.Application.Mcp;
using McpService.Application.Upstream;
using McpService.Domain.Tenants;
using McpService.Infrastructure.Mcp.Http;
using McpService.Infrastructure.Mcp.Sessions;
using McpService.Infrastructure.Mcp.Tools;
using McpService.Infrastructure.Mcp.Wire;
using McpService.Infrastructure.Persistence.Database;

namespace McpService.Infrastructure.Mcp;

/// <summary>Tool lists and calls on pooled sessions.</summary>
internal sealed class McpGateway(SessionCalls calls, RevisionRouter router, ListedTools listed, TimeProvider time) : IMcpGateway
{
    private const int ListAttempts = 3;

    private static readonly TimeSpan NamesLifetime = TimeSpan.FromSeconds(60);

    // Names looked up a moment ago are not looked up again for a name they lack: wrong names would else become load for the upstream.
    private static readonly TimeSpan MissRefreshInterval = TimeSpan.FromSeconds(1);

    public async Task<IReadOnlyList<ToolDefinition>> ListToolsAsync(UpstreamTarget target, CancellationToken cancellationToken)
    {
        try
        {
            return await ListAsync(target, cancellationToken);
        }
        catch (UpstreamException e)
        {
            throw new UpstreamException(e.Failure, e.Reason, e.RetryAfter, e) { IsReadOnly = true };
        }
    }

    public async ValueTask<IReadOnlySet<string>> GetToolNamesAsync(UpstreamTarget target, bool missed, CancellationToken cancellationToken)
    {
        using var limit = calls.Limit(target, cancellationToken);
        var session = await calls.GetAsync(target, limit);
        if (session.ToolNames is { } known && time.GetElapsedTime(known.AskedAt) < (missed ? MissRefreshInterval : NamesLifetime)) return known.Names;

        try
        {
            var tools = await session.Listing.RunAsync(() => ListAsync(target, CancellationToken.None), limit.Token);
            return tools.Select(t => t.Name).ToHashSet();
        }
        catch (UpstreamException e)
        {
            throw e.BeforeSending();
        }
        catch (OperationCanceledException) when (limit.IsExpired)
        {
            throw new UpstreamException(UpstreamFailure.Timeout.BeforeSending());
        }
    }

    public async ValueTask<bool> ListsToolAsync(UpstreamTarget target, string tool, CancellationToken cancellationToken)
    {
        if (listed.Has(target, tool)) return true;
        var isListed = (await GetToolNamesAsync(target, missed: false, cancellationToken)).Contains(tool)
            || (await GetToolNamesAsync(target, missed: true, cancellationToken)).Contains(tool);
        if (isListed) listed.Add(target, tool);
        return isListed;
    }

    public async Task<ToolResult> CallToolAsync(UpstreamTarget target, string name, ReadOnlyMemory<byte> arguments, CancellationToken cancellationToken)
    {
        using var limit = calls.Limit(target, cancellationToken);
        using var parameters = JsonRpcWriter.WriteCallParameters(name, arguments.Span);
        var (answer, scrubber) = await calls.RunAsync(
            target, limit, async call => (await call.Session.RequestAsync(McpMethods.ToolsCall, name, parameters.Memory, call.CancellationToken), call.Session.Scrubber));
        try
        {
            return ReadResult(answer, scrubber);
        }
        catch
        {
            answer.Dispose();
            throw;
        }
    }

    public Task<McpReply> RelayAsync(UpstreamTarget target, McpExchange exchange, ToolAccess access, CancellationToken cancellationToken) =>
        router.RouteAsync(target, exchange, access, cancellationToken);

    private async Task<IReadOnlyList<ToolDefinition>> ListAsync(UpstreamTarget target, CancellationToken cancellationToken)
    {
        using var limit = calls.Limit(target, cancellationToken);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await calls.RunAsync(target, limit, ListOnAsync);
            }
            catch (UpstreamException e) when (e.Failure.Code == UpstreamFailure.Error.Code && attempt < ListAttempts)
            {
                await PauseAsync(attempt, limit);
            }
        }
    }

    private async Task<IReadOnlyList<ToolDefinition>> ListOnAsync(SessionCall call)
    {
        var askedAt = time.GetTimestamp();
        var tools = await ToolListReader.ReadAllAsync(call.Session, call.CancellationToken);
        call.Session.ToolNames = ToolNames.Of(tools, askedAt);
        return tools;
    }

    private async Task PauseAsync(int attempt, CallLimit limit)
    {
        try
        {
            await Task.Delay(TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(50, 250) * attempt), time, limit.Token);
        }
        catch (OperationCanceledException) when (limit.IsExpired)
        {
            throw new UpstreamException(UpstreamFailure.Timeout);
        }
    }

    private static ToolResult ReadResult(UpstreamAnswer answer, SecretScrubber scrubber)
    {
        if (answer.Reply.Kind == JsonRpcKind.Error)
        {
            throw answer.Reply.ErrorCode switch
            {
                JsonRpcCodes.InvalidParams => new UpstreamException(UpstreamFailure.InvalidParams, scrubber.Clean(answer.Reply.ErrorMessage ?? UpstreamFailure.InvalidParams.Message)),
                JsonRpcCodes.MethodNotFound => new UpstreamException(UpstreamFailure.ToolGone),
                _ => new UpstreamException(UpstreamFailure.Error),
            };
        }

        var result = answer.Result;
        if (result.Span[0] != '{') throw new UpstreamException(UpstreamFailure.InvalidResponse);
        return scrubber.IsIn(result.Span)
            ? new ToolResult(answer, scrubber.Scrub(result.Span), answer.Reply.IsError)
            : new ToolResult(answer, result, answer.Reply.IsError);
    }
}
