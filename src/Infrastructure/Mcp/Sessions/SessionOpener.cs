using System.Text;
using System.Text.Json;
using McpService.Application.Errors;
using McpService.Application.Mcp;
using McpService.Application.Upstream;
using McpService.Infrastructure.Mcp.Eras;
using McpService.Infrastructure.Mcp.Http;
using McpService.Infrastructure.Mcp.Wire;
using McpService.Infrastructure.Security.Credentials;
using McpService.Infrastructure.Telemetry;
using Microsoft.Extensions.Options;

namespace McpService.Infrastructure.Mcp.Sessions;

/// <summary>
/// Opens upstream sessions for the pool: credential, <c>initialize</c>, <c>notifications/initialized</c>. Where that is refused as no server with
/// sessions does, the upstream is asked what it is instead, and each request stands alone.
/// </summary>
internal sealed class SessionOpener(
    UpstreamHttp http,
    BackgroundRequests background,
    UpstreamAddress address,
    UpstreamTokens tokens,
    UpstreamEras eras,
    ICredentialVerdicts verdicts,
    AlikeSessions alike,
    GatewayTelemetry telemetry,
    IOptions<UpstreamOptions> options,
    TimeProvider time)
{
    private readonly string _revision = options.Value.RequestedVersion;
    private readonly string _sessionless = McpRevisions.IsSessionless(options.Value.RequestedVersion) ? options.Value.RequestedVersion : McpRevisions.NewestSessionless;

    /// <exception cref="UpstreamException">The credential does not open, or the upstream does not let us in. No tool call was sent.</exception>
    public Task<UpstreamSession> OpenAsync(UpstreamTarget target, CancellationToken cancellationToken) => OpenAsync(target, DeclaredCapabilities.None, cancellationToken);

    /// <summary>Opens a session on which the upstream may ask and do what these capabilities say.</summary>
    /// <inheritdoc cref="OpenAsync(UpstreamTarget, CancellationToken)"/>
    public async Task<UpstreamSession> OpenAsync(UpstreamTarget target, DeclaredCapabilities declared, CancellationToken cancellationToken)
    {
        try
        {
            var session = eras.MayInitialize(target) ? await InitializeOrDiscoverAsync(target, declared, cancellationToken) : await DiscoverAsync(target, cancellationToken);
            eras.Proved(session.IsSessionless ? Era.Sessionless : Era.Sessions);
            verdicts.Accepted(target);
            return session;
        }
        catch (SessionGoneException)
        {
            throw new UpstreamException(UpstreamFailure.SessionLost);
        }
        catch (UpstreamException e) when (e.Failure == UpstreamFailure.AuthFailed)
        {
            verdicts.Refused(target);
            throw;
        }
    }

    /// <summary>A session that another process opened with the same credential, to go on with what was begun on it.</summary>
    /// <exception cref="UpstreamException">The credential does not open.</exception>
    public UpstreamSession Attach(UpstreamTarget target, string sessionId, string revision)
    {
        var session = NewSession(target, tokens.Current(target));
        session.Attach(sessionId, revision);
        return session;
    }

    /// <summary>Where there is no <c>initialize</c> the upstream is asked what it is, which also tells whether it takes the credential.</summary>
    /// <exception cref="UpstreamException">It does not answer, or not in a revision without sessions.</exception>
    public async Task<UpstreamSession> DiscoverAsync(UpstreamTarget target, CancellationToken cancellationToken)
    {
        var session = NewSession(target, tokens.Fresh(target));
        session.Speak(_sessionless);
        using var answer = await session.RequestAsync(McpMethods.Discover, default, cancellationToken);
        if (answer.Reply.Kind == JsonRpcKind.Error) throw RpcFailures.Of(eras.Pinned is null ? UpstreamFailure.Rejected : UpstreamFailure.Error, answer.Reply, session.Scrubber);
        if (eras.Pinned is null && !NamesSessionless(answer.Result)) throw new UpstreamException(UpstreamFailure.ProtocolError);
        session.Introduced(answer.Result, alike);
        return session;
    }

    private async Task<UpstreamSession> InitializeOrDiscoverAsync(UpstreamTarget target, DeclaredCapabilities declared, CancellationToken cancellationToken)
    {
        try
        {
            return await InitializeAsync(target, declared, cancellationToken);
        }
        catch (EraRefusedException refused)
        {
            if (eras.Pinned is not null) throw refused.Failure;
            eras.Refused(target, Era.Sessions);
            try
            {
                return await DiscoverAsync(target, cancellationToken);
            }
            catch (UpstreamException e) when (e.Failure == UpstreamFailure.Rejected || e.Failure == UpstreamFailure.Error || e.Failure == UpstreamFailure.ProtocolError)
            {
                // Neither: what it said to the first question is what its operator should hear.
                eras.Refused(target, Era.Sessionless);
                throw refused.Failure;
            }
        }
    }

    private async Task<UpstreamSession> InitializeAsync(UpstreamTarget target, DeclaredCapabilities declared, CancellationToken cancellationToken)
    {
        var session = NewSession(target, tokens.Fresh(target));

        // Without client capabilities an upstream does not ask what nobody here could answer.
        var parameters = Encoding.UTF8.GetBytes($"{{\"protocolVersion\":\"{_revision}\",\"capabilities\":{declared.ToJson()},\"clientInfo\":{GatewayInfo.Json}}}");
        using (var answer = await session.RequestAsync(McpMethods.Initialize, parameters, cancellationToken))
        {
            EnsureResult(answer, session);
            session.Speak(RevisionOf(answer.Result));
            session.Introduced(answer.Result, alike);
        }

        using var initialized = JsonRpcWriter.WriteNotification(McpMethods.Initialized, default);
        await session.NotifyAsync(initialized, cancellationToken);
        return session;
    }

    private UpstreamSession NewSession(UpstreamTarget target, UpstreamToken token) =>
        new(http, background, address.For(target.Apps), token, telemetry, target.TenantId, time);

    private static void EnsureResult(UpstreamAnswer answer, UpstreamSession session)
    {
        if (answer.Reply.Kind != JsonRpcKind.Error) return;
        var failure = RpcFailures.Of(UpstreamFailure.Error, answer.Reply, session.Scrubber);
        throw EraRefusal.OfInitialize(answer.Reply.ErrorCode) ? new EraRefusedException(failure) : failure;
    }

    private static bool NamesSessionless(ReadOnlyMemory<byte> result)
    {
        using var document = JsonDocument.Parse(result, new JsonDocumentOptions { MaxDepth = JsonRpcMessage.MaxDepth });
        return document.RootElement.Member("supportedVersions"u8) is { ValueKind: JsonValueKind.Array } versions && versions.EnumerateArray().Any(v => McpRevisions.IsSessionless(JsonText.Of(v)));
    }

    private static string RevisionOf(ReadOnlyMemory<byte> result)
    {
        using var document = JsonDocument.Parse(result, new JsonDocumentOptions { MaxDepth = JsonRpcMessage.MaxDepth });
        var revision = JsonText.Of(document.RootElement, "protocolVersion"u8);
        return McpRevisions.HasSessions(revision) ? revision! : throw new UpstreamException(UpstreamFailure.ProtocolError);
    }
}
