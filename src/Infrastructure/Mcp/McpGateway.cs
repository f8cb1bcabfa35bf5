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
using Microsoft.Extensions.Options;

namespace McpService.Infrastructure.Mcp;

/// <summary>Tool lists and calls on pooled sessions.</summary>
internal sealed class McpGateway(UpstreamSessionPool pool, RevisionRouter router, ICredentialVerdicts verdicts, IOptions<UpstreamOptions> options, TimeProvider time) : IMcpGateway
{
    private const int InvalidParams = -32602;
    private const int MethodNotFound = -32601;
    private const int ListAttempts = 3;

    private static readonly TimeSpan NamesLifetime = TimeSpan.FromSeconds(60);

    // Names looked up a moment ago are not looked up again for a name they lack: wrong names would else become load for the upstream.
    private static readonly TimeSpan MissRefreshInterval = TimeSpan.FromSeconds(1);

    private static readonly byte[] ToolsCall = "tools/call"u8.ToArray();

    public async Task<IReadOnlyList<ToolDefinition>> ListToolsAsync(UpstreamTarget connection, CancellationToken cancellationToken)
    {
        try
        {
            return await ListAsync(connection, cancellationToken);
        }
        catch (UpstreamException e)
        {
            throw new UpstreamException(e.Failure, e.Reason, e.RetryAfter, e) { IsReadOnly = true };
        }
    }

    public async ValueTask<IReadOnlySet<string>> GetToolNamesAsync(UpstreamTarget connection, bool missed, CancellationToken cancellationToken)
    {
        using var limit = new CallLimit(TimeoutOf(connection), time, cancellationToken);
        using var lease = await pool.AcquireAsync(connection, limit);
        if (lease.Session.ToolNames is { } known && time.GetElapsedTime(known.AskedAt) < (missed ? MissRefreshInterval : NamesLifetime)) return known.Names;

        try
        {
            var tools = await lease.Session.Listing.RunAsync(() => ListAsync(connection, CancellationToken.None), limit.Token);
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

    public async Task<ToolResult> CallToolAsync(UpstreamTarget connection, string name, ReadOnlyMemory<byte> arguments, CancellationToken cancellationToken)
    {
        using var limit = new CallLimit(TimeoutOf(connection), time, cancellationToken);
        using var parameters = JsonRpcWriter.WriteCallParameters(name, arguments.Span);
        return await OnSessionAsync(connection, limit, async session =>
        {
            var answer = await session.RequestAsync(ToolsCall, parameters.Memory, limit.Token);
            try
            {
                return ReadResult(answer, session.Scrubber);
            }
            catch
            {
                answer.Dispose();
                throw;
            }
        });
    }

    public Task<McpReply> RelayAsync(UpstreamTarget connection, McpExchange exchange, ToolPolicy policy, CancellationToken cancellationToken) =>
        router.RouteAsync(connection, exchange, policy, cancellationToken);

    private async Task<IReadOnlyList<ToolDefinition>> ListAsync(UpstreamTarget connection, CancellationToken cancellationToken)
    {
        using var limit = new CallLimit(TimeoutOf(connection), time, cancellationToken);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await OnSessionAsync(connection, limit, async session =>
                {
                    var askedAt = time.GetTimestamp();
                    var tools = await ToolListReader.ReadAllAsync(session, limit.Token);
                    session.ToolNames = ToolNames.Of(tools, askedAt);
                    return tools;
                });
            }
            catch (UpstreamException e) when (e.Failure.Code == UpstreamFailure.Error.Code && attempt < ListAttempts)
            {
                await PauseAsync(attempt, limit);
            }
        }
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

    /// <summary>Runs one exchange on the tenant's session; once more on a new one when the upstream lost it, because then it executed nothing.</summary>
    private async Task<T> OnSessionAsync<T>(UpstreamTarget connection, CallLimit limit, Func<UpstreamSession, Task<T>> exchange)
    {
        for (var isSecond = false; ; isSecond = true)
        {
            using var lease = await pool.AcquireAsync(connection, limit);
            try
            {
                var result = await exchange(lease.Session);
                verdicts.Accepted(connection);
                return result;
            }
            catch (SessionGoneException)
            {
                pool.Drop(connection, lease.Pooled);
                if (isSecond) throw new UpstreamException(UpstreamFailure.SessionLost);
            }
            catch (UpstreamException e) when (e.Failure == UpstreamFailure.AuthFailed)
            {
                verdicts.Refused(connection);
                throw;
            }
            catch (UpstreamException e) when (e.Failure == UpstreamFailure.ProtocolError)
            {
                pool.Drop(connection, lease.Pooled); // what else it says on this session is not to be trusted
                throw;
            }
            catch (OperationCanceledException) when (limit.IsExpired)
            {
                throw new UpstreamException(UpstreamFailure.Timeout);
            }
        }
    }

    private static ToolResult ReadResult(UpstreamAnswer answer, SecretScrubber scrubber)
    {
        if (answer.Reply.Kind == JsonRpcKind.Error)
        {
            throw answer.Reply.ErrorCode switch
            {
                InvalidParams => new UpstreamException(UpstreamFailure.InvalidParams, scrubber.Clean(answer.Reply.ErrorMessage ?? UpstreamFailure.InvalidParams.Message)),
                MethodNotFound => new UpstreamException(UpstreamFailure.ToolGone),
                _ => new UpstreamException(UpstreamFailure.Error),
            };
        }

        var result = answer.Result;
        if (result.Span[0] != '{') throw new UpstreamException(UpstreamFailure.InvalidResponse);
        return scrubber.IsIn(result.Span)
            ? new ToolResult(answer, scrubber.Scrub(result.Span), answer.Reply.IsError)
            : new ToolResult(answer, result, answer.Reply.IsError);
    }

    private TimeSpan TimeoutOf(UpstreamTarget connection) => connection.Timeout ?? options.Value.DefaultTimeout;
}
