using McpService.Application.Errors;
using McpService.Application.Upstream;
using McpService.Infrastructure.Mcp.Http;
using Microsoft.Extensions.Options;

namespace McpService.Infrastructure.Mcp.Sessions;

/// <summary>
/// The one way to call on a pooled session, whoever calls: a session that the upstream lost is replaced and the call sent once more, one on
/// which the protocol was broken is dropped, what the upstream thinks of the credential is noted, and one limit holds for all of it.
/// </summary>
internal sealed class SessionCalls(UpstreamSessionPool pool, ICredentialVerdicts verdicts, IOptions<UpstreamOptions> options, TimeProvider time)
{
    /// <summary>The limit of one call, to be given to everything that belongs to it.</summary>
    public CallLimit Limit(UpstreamTarget target, CancellationToken cancellationToken) => new(options.Value.TimeoutOf(target), time, cancellationToken);

    /// <summary>The tenant's session if it is open, for what is known of it.</summary>
    public UpstreamSession? Find(UpstreamTarget target) => pool.Find(target);

    /// <summary>The tenant's session, opened if need be, for what is known of it; nothing is sent on it.</summary>
    /// <exception cref="UpstreamException">No session could be opened in time.</exception>
    public async ValueTask<UpstreamSession> GetAsync(UpstreamTarget target, CallLimit limit)
    {
        using var lease = await AcquireAsync(target, limit);
        return lease.Session;
    }

    /// <summary>Runs one exchange on the tenant's session; once more on a new one when the upstream lost it, because then it executed nothing.</summary>
    /// <param name="target">Whose call.</param>
    /// <param name="limit">The call's, from <see cref="Limit"/>.</param>
    /// <param name="exchange">Sends the request and reads the answer, or lends the session to the stream that will.</param>
    /// <exception cref="UpstreamException">The failure table's row.</exception>
    public Task<T> RunAsync<T>(UpstreamTarget target, CallLimit limit, Func<SessionCall, Task<T>> exchange) => RunAsync(target, limit, isOwn: false, exchange, static (result, _) => result);

    /// <summary>The same within a limit of its own, where the exchange is all there is to the call.</summary>
    /// <inheritdoc cref="RunAsync{T}(UpstreamTarget, CallLimit, Func{SessionCall, Task{T}})"/>
    public Task<T> RunAsync<T>(UpstreamTarget target, Func<SessionCall, Task<T>> exchange, CancellationToken cancellationToken) =>
        RunAsync(target, exchange, static (result, _) => result, cancellationToken);

    /// <param name="target">Whose call.</param>
    /// <param name="exchange">Sends the request and reads the answer.</param>
    /// <param name="read">Makes of the answer what is asked for; the exchange went well, whatever it throws.</param>
    /// <param name="cancellationToken">The caller's.</param>
    /// <inheritdoc cref="RunAsync{T}(UpstreamTarget, Func{SessionCall, Task{T}}, CancellationToken)"/>
    public Task<T> RunAsync<TAnswer, T>(UpstreamTarget target, Func<SessionCall, Task<TAnswer>> exchange, Func<TAnswer, UpstreamSession, T> read, CancellationToken cancellationToken) =>
        RunAsync(target, Limit(target, cancellationToken), isOwn: true, exchange, read);

    private async Task<T> RunAsync<TAnswer, T>(UpstreamTarget target, CallLimit limit, bool isOwn, Func<SessionCall, Task<TAnswer>> exchange, Func<TAnswer, UpstreamSession, T> read)
    {
        using var own = isOwn ? limit : null;
        for (var isSecond = false; ; isSecond = true)
        {
            using var call = new SessionCall(pool, target, await AcquireAsync(target, limit), limit.Token);
            TAnswer answer;
            try
            {
                answer = await exchange(call);
                verdicts.Accepted(target);
            }
            catch (SessionGoneException)
            {
                call.Drop();
                if (isSecond) throw new UpstreamException(UpstreamFailure.SessionLost);
                continue;
            }
            catch (UpstreamException e) when (e.Failure == UpstreamFailure.AuthFailed)
            {
                verdicts.Refused(target);
                throw;
            }
            catch (UpstreamException e) when (e.Failure == UpstreamFailure.ProtocolError)
            {
                call.Drop();
                throw;
            }
            catch (OperationCanceledException) when (limit.IsExpired)
            {
                throw new UpstreamException(UpstreamFailure.Timeout);
            }

            return read(answer, call.Session);
        }
    }

    /// <remarks>Whatever fails here, the call itself was not sent.</remarks>
    private async ValueTask<SessionLease> AcquireAsync(UpstreamTarget target, CallLimit limit)
    {
        try
        {
            return await pool.AcquireAsync(target, limit.Token);
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
}
