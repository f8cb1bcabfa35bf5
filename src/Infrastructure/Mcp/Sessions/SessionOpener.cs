using System.Text;
using System.Text.Json;
using McpService.Application.Errors;
using McpService.Application.Mcp;
using McpService.Application.Upstream;
using McpService.Infrastructure.Mcp.Http;
using McpService.Infrastructure.Mcp.Wire;
using McpService.Infrastructure.Telemetry;
using Microsoft.Extensions.Options;

namespace McpService.Infrastructure.Mcp.Sessions;

/// <summary>Opens upstream sessions for the pool: credential, <c>initialize</c>, <c>notifications/initialized</c>.</summary>
internal sealed class SessionOpener(
    UpstreamHttp http, BackgroundRequests background, UpstreamAddress address, UpstreamTokens tokens, ICredentialVerdicts verdicts, GatewayTelemetry telemetry, IOptions<UpstreamOptions> options, TimeProvider time)
{
    private readonly string _revision = options.Value.RequestedVersion;

    /// <exception cref="UpstreamException">The credential does not open, or the upstream does not let us in. No tool call was sent.</exception>
    public async Task<UpstreamSession> OpenAsync(UpstreamTarget target, CancellationToken cancellationToken)
    {
        var session = new UpstreamSession(http, background, address.For(target.Apps), tokens.Fresh(target), telemetry, target.TenantId, time);
        try
        {
            if (McpRevisions.IsSessionless(_revision)) await DiscoverAsync(session, cancellationToken);
            else await InitializeAsync(session, cancellationToken);
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

    private async Task InitializeAsync(UpstreamSession session, CancellationToken cancellationToken)
    {
        // Without client capabilities an upstream does not ask what nobody here could answer.
        var parameters = Encoding.UTF8.GetBytes($"{{\"protocolVersion\":\"{_revision}\",\"capabilities\":{{}},\"clientInfo\":{GatewayInfo.Json}}}");
        using (var answer = await session.RequestAsync(McpMethods.Initialize, parameters, cancellationToken))
        {
            EnsureResult(answer, session);
            session.Speak(RevisionOf(answer.Result));
            session.Introduced(answer.Result);
        }

        using var initialized = JsonRpcWriter.WriteNotification(McpMethods.Initialized, default);
        await session.NotifyAsync(initialized, cancellationToken);
    }

    /// <summary>Where there is no <c>initialize</c> the upstream is asked what it is, which also tells whether it takes the credential.</summary>
    private async Task DiscoverAsync(UpstreamSession session, CancellationToken cancellationToken)
    {
        session.Speak(_revision);
        using var answer = await session.RequestAsync(McpMethods.Discover, default, cancellationToken);
        EnsureResult(answer, session);
        session.Introduced(answer.Result);
    }

    private static void EnsureResult(UpstreamAnswer answer, UpstreamSession session)
    {
        if (answer.Reply.Kind == JsonRpcKind.Error) throw RpcFailures.Of(UpstreamFailure.Error, answer.Reply, session.Scrubber);
    }

    private static string RevisionOf(ReadOnlyMemory<byte> result)
    {
        using var document = JsonDocument.Parse(result, new JsonDocumentOptions { MaxDepth = JsonRpcMessage.MaxDepth });
        var revision = JsonText.Of(document.RootElement, "protocolVersion"u8);
        return McpRevisions.HasSessions(revision) ? revision! : throw new UpstreamException(UpstreamFailure.ProtocolError);
    }
}
