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
internal sealed class McpGateway(SessionCalls calls, RevisionRouter router, ListedTools listed, ListedArguments arguments, AlikeSessions alike, BackgroundRequests background, TimeProvider time) : IMcpGateway
{
    private const int ListAttempts = 3;

    private static readonly TimeSpan NamesLifetime = TimeSpan.FromSeconds(60);

    // Names looked up a moment ago are not looked up again for a name they lack: wrong names would else become load for the upstream.
    private static readonly TimeSpan MissRefreshInterval = TimeSpan.FromSeconds(1);

    private static readonly KnownTools NothingKnown = new(new HashSet<string>(), IsWhole: false);

    public async Task<IReadOnlyList<ToolDefinition>> ListToolsAsync(UpstreamTarget target, CancellationToken cancellationToken)
    {
        try
        {
            return (await ListAsync(target, cancellationToken)).Tools;
        }
        catch (UpstreamException e)
        {
            throw new UpstreamException(e.Failure, e.Reason, e.RetryAfter, e) { IsReadOnly = true };
        }
    }

    public async ValueTask<KnownTools> GetToolNamesAsync(UpstreamTarget target, bool missed, CancellationToken cancellationToken)
    {
        // Nearly always they are known: nothing is made for the wait that there is not.
        if (calls.Find(target) is { } open && KnownOn(open, target, missed) is { } kept) return kept;

        using var limit = calls.Limit(target, cancellationToken);
        var session = await calls.GetAsync(target, limit);
        if (KnownOn(session, target, missed) is { } known) return known;

        try
        {
            return await session.Listing.RunAsync(() => NamesAsync(target), limit.Token);
        }
        catch (UpstreamException e) when (IsNoList(e.Failure))
        {
            return NothingKnown;
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
        var isListed = (await GetToolNamesAsync(target, missed: false, cancellationToken)).Names.Contains(tool)
            || (await GetToolNamesAsync(target, missed: true, cancellationToken)).Names.Contains(tool);
        if (isListed) listed.Add(target, tool);
        return isListed;
    }

    public Task<ToolResult> CallToolAsync(UpstreamTarget target, string name, ReadOnlyMemory<byte> arguments, CancellationToken cancellationToken) =>
        calls.RunAsync(target, call => call.Session.CallToolAsync(name, arguments, call.CancellationToken), ReadResult, cancellationToken);

    public Task<McpReply> RelayAsync(UpstreamTarget target, McpExchange exchange, ToolAccess access, CancellationToken cancellationToken) =>
        router.RouteAsync(target, exchange, access, cancellationToken);

    private async Task<ToolList> ListAsync(UpstreamTarget target, CancellationToken cancellationToken)
    {
        using var limit = calls.Limit(target, cancellationToken);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await calls.RunAsync(target, limit, call => ListOnAsync(call, target));
            }
            catch (UpstreamException e) when (e.Failure.Code == UpstreamFailure.Error.Code && attempt < ListAttempts)
            {
                await PauseAsync(attempt, limit);
            }
        }
    }

    private async Task<ToolList> ListOnAsync(SessionCall call, UpstreamTarget target)
    {
        var askedAt = time.GetTimestamp();
        var list = await new ToolListReader(call.Session).ReadAllAsync(call.CancellationToken);
        var names = ToolNames.Of(list, askedAt);
        call.Session.ToolNames = names with { Known = alike.Tools(names.Known) };
        arguments.Learn(target, names);
        return list;
    }

    private async Task<KnownTools> NamesAsync(UpstreamTarget target) => (await ListAsync(target, CancellationToken.None)).ToNames();

    /// <summary>Names that are old are fetched again behind the call that notices: a name that is in them is sent, and one that is not is looked for in new ones.</summary>
    private KnownTools? KnownOn(UpstreamSession session, UpstreamTarget target, bool missed)
    {
        if (session.ToolNames is not { } names) return null;
        if (missed) return time.GetElapsedTime(names.AskedAt) < MissRefreshInterval ? names.Known : null;

        if (names.IsDue(NamesLifetime, time)) background.Run(ct => session.Listing.RunAsync(() => NamesAsync(target), ct));
        return names.Known;
    }

    // The upstream answered, and what it said was no list: then it is asked for the tool itself.
    private static bool IsNoList(UpstreamFailure failure) =>
        failure == UpstreamFailure.InvalidResponse || failure == UpstreamFailure.ProtocolError || failure == UpstreamFailure.ResponseTooLarge;

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

    private static ToolResult ReadResult(UpstreamAnswer answer, UpstreamSession session)
    {
        try
        {
            return ResultOf(answer, session);
        }
        catch
        {
            answer.Dispose();
            throw;
        }
    }

    private static ToolResult ResultOf(UpstreamAnswer answer, UpstreamSession session)
    {
        var scrubber = session.Scrubber;
        if (answer.Reply.Kind == JsonRpcKind.Error) throw answer.CallFailure(scrubber);

        // "resultType" is what a result of a revision without sessions says first (2026-07-28, "Results"); absent it means "complete".
        if (session.IsSessionless && answer.Reply.ResultType is not (null or "complete"))
            throw new UpstreamException(answer.Reply.ResultType == "input_required" ? UpstreamFailure.InputRequired : UpstreamFailure.InvalidResponse);

        var result = answer.Result;
        if (result.Span[0] != '{') throw new UpstreamException(UpstreamFailure.InvalidResponse);
        return new ToolResult(answer, scrubber.Scrub(result.Span) ?? result, answer.Reply.IsError);
    }
}
