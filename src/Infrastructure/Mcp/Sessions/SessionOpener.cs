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
    // Without client capabilities an upstream does not ask what nobody here could answer.
    private readonly byte[] _parameters = Encoding.UTF8.GetBytes(
        $$$"""
        {"protocolVersion":"{{{options.Value.RequestedVersion}}}","capabilities":{},"clientInfo":{"name":"McpService","version":"{{{Version}}}"}}
        """);

    private static string Version => typeof(SessionOpener).Assembly.GetName().Version!.ToString(3);

    /// <exception cref="UpstreamException">The credential does not open, or the upstream does not let us in. No tool call was sent.</exception>
    public async Task<UpstreamSession> OpenAsync(UpstreamTarget target, CancellationToken cancellationToken)
    {
        var token = tokens.Fresh(target);
        var session = new UpstreamSession(http, background, address.For(target.Apps), token, telemetry, target.TenantId, time);

        using var answer = await InitializeAsync(session, target, cancellationToken);
        if (answer.Reply.Kind == JsonRpcKind.Error) throw new UpstreamException(UpstreamFailure.Error);
        session.Initialized(RevisionOf(answer.Result), answer.Result.ToArray());

        using var initialized = JsonRpcWriter.WriteNotification(McpMethods.Initialized, default);
        await session.NotifyAsync(initialized, cancellationToken);
        return session;
    }

    private async Task<UpstreamAnswer> InitializeAsync(UpstreamSession session, UpstreamTarget target, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await session.RequestAsync(McpMethods.Initialize, tool: null, _parameters, cancellationToken);
            verdicts.Accepted(target);
            return answer;
        }
        catch (UpstreamException e) when (e.Failure == UpstreamFailure.AuthFailed)
        {
            verdicts.Refused(target);
            throw;
        }
    }

    private static string RevisionOf(ReadOnlyMemory<byte> result)
    {
        using var document = JsonDocument.Parse(result, new JsonDocumentOptions { MaxDepth = JsonRpcMessage.MaxDepth });
        var revision = document.RootElement.ValueKind == JsonValueKind.Object
            && document.RootElement.TryGetProperty("protocolVersion", out var version)
            && version.ValueKind == JsonValueKind.String ? version.GetString() : null;
        return McpRevisions.HasSessions(revision) ? revision! : throw new UpstreamException(UpstreamFailure.ProtocolError);
    }
}
