namespace McpService.Common.Upstreams;

/// <summary>Answers as the observed server does: who may ask, which session it is, and where the message goes.</summary>
internal sealed class UpstreamProtocol(UpstreamState state, CancellationToken stopped)
{
    public const string Path = "/mcp";

    private readonly UpstreamMethods _methods = new(state, stopped);
    private readonly UpstreamStreams _streams = new(state);

    public Task AnswerAsync(UpstreamExchange exchange)
    {
        var request = exchange.Request;
        var refusal = Misplaced(request) ?? UpstreamAuthentication.Check(request, state.Settings);
        if (refusal is not null) return refusal.SendAsync(exchange);
        return request.HttpMethod switch
        {
            "POST" => PostAsync(exchange),
            "DELETE" => DeleteAsync(exchange),
            _ => GetAsync(exchange),
        };
    }

    private static Refusal? Misplaced(RecordedRequest request)
    {
        if (!string.Equals(request.Path, Path, StringComparison.Ordinal)) return Refusals.NotFound;
        return request.HttpMethod is "POST" or "GET" or "DELETE" ? null : Refusals.NoGet;
    }

    private async Task PostAsync(UpstreamExchange exchange)
    {
        var request = exchange.Request;
        if (Refuse(exchange) is { } refusal)
        {
            await refusal.SendAsync(exchange);
        }
        else if (request.IsResponse)
        {
            exchange.Session?.Answered(request.Id?.Trim('"') ?? "", request.Body);
            await exchange.RespondAsync(202, "", "");
        }
        else if (request.IsNotification)
        {
            _methods.Notified(exchange);
            await exchange.RespondAsync(202, "", "");
        }
        else
        {
            await _methods.RunAsync(exchange);
        }
    }

    private Refusal? Refuse(UpstreamExchange exchange)
    {
        var request = exchange.Request;
        if (request.Body.Length > state.Settings.MaxBodyBytes) return Refusals.TooLarge;
        if (request.Message is null) return Refusals.MalformedJson;
        if (exchange.Session is null && request.SessionId is not null && !state.Settings.Stateless)
            return Refusals.BadRequest(Refusals.NoSession);
        var accept = request.Headers.GetValueOrDefault("Accept") ?? "";
        if (!accept.Contains("application/json", StringComparison.OrdinalIgnoreCase)
            || !accept.Contains("text/event-stream", StringComparison.OrdinalIgnoreCase)) return Refusals.NotAcceptable;
        if (request.Method is "initialize") return state.Settings.KnowsInitialize ? null : Refusals.NoInitialize(state.Settings.ProtocolVersions);
        var version = request.Headers.GetValueOrDefault("MCP-Protocol-Version");
        var standsAlone = state.Settings.Stateless || (state.Settings.KnowsDiscover && string.CompareOrdinal(version, "2026") > 0);
        if (exchange.Session is null && !standsAlone) return Refusals.BadRequest(Refusals.NotInitialized);
        return version is null || state.Settings.ProtocolVersions.Contains(version, StringComparer.Ordinal) ? null
            : Refusals.BadRequest(
                $"Bad Request: Unsupported protocol version (supported versions: {string.Join(", ", state.Settings.ProtocolVersions)})");
    }

    private async Task GetAsync(UpstreamExchange exchange)
    {
        if (!state.Settings.GetStreams) await Refusals.NoGet.SendAsync(exchange);
        else if (exchange.Session is null) await Refusals.GetWithoutSession.SendAsync(exchange);
        else await _streams.ServeAsync(exchange, exchange.Session);
    }

    private async Task DeleteAsync(UpstreamExchange exchange)
    {
        var id = exchange.Request.SessionId ?? "";
        if (state.EndSession(id))
        {
            state.Record.SessionDeleted(id);
            await exchange.RespondAsync(200, "", "");
        }
        else
        {
            await Refusals.BadRequest(Refusals.NoSession).SendAsync(exchange);
        }
    }
}
