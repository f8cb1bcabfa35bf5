using System.Text.Json;

namespace McpService.Common.Upstreams;

/// <summary>Runs a JSON-RPC method and sends its answer.</summary>
internal sealed class UpstreamMethods(UpstreamState state, CancellationToken stopped)
{
    public void Notified(UpstreamExchange exchange)
    {
        var request = exchange.Request;
        if (request.Method is not "notifications/cancelled" || request.Params is not { } it
            || !it.TryGetProperty("requestId", out var id)) return;
        exchange.Session?.Cancel(id.GetRawText());
        state.Record.CancelledBy(id.GetRawText());
    }

    public async Task RunAsync(UpstreamExchange exchange)
    {
        if (exchange.Request.Method is "initialize" && !state.Settings.Stateless)
            exchange.Session = state.OpenSession(exchange.Request.Token!, exchange.Request.Query);

        // A caller that hangs up does not stop the work; a cancellation does, and then nothing is answered.
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(stopped);
        exchange.Session?.Started(exchange.Request.Id!, cancellation);
        string member;
        try
        {
            member = await MemberAsync(new UpstreamCall(exchange, cancellation.Token));
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, exchange.Ended);
            return;
        }
        finally
        {
            exchange.Session?.Finished(exchange.Request.Id!);
        }
        await exchange.SendAnswerAsync(member);
    }

    private async Task<string> MemberAsync(UpstreamCall call)
    {
        try
        {
            return $"\"result\":{await ResultAsync(call)}";
        }
        catch (UpstreamRpcException e)
        {
            return Rpc.ErrorMember(e.Code, e.Message, e.DataJson);
        }
    }

    private Task<string> ResultAsync(UpstreamCall call)
    {
        if (state.Methods.TryGetValue(call.Request.Method, out var scripted)) return scripted(call);
        return call.Request.Method switch
        {
            "initialize" => Task.FromResult(Initialize(call.Request)),
            "server/discover" when state.Settings.KnowsDiscover => Task.FromResult(Discover()),
            "ping" => Task.FromResult("{}"),
            "tools/list" => Task.FromResult(state.Tools.List(call.Session, call.Request.ParamText("cursor"))),
            "tools/call" => CallAsync(call),
            _ => throw new UpstreamRpcException(-32601, "Method not found"),
        };
    }

    private Task<string> CallAsync(UpstreamCall call)
    {
        var tool = call.Request.Tool ?? "";
        if (!state.Tools.Knows(tool, call.Session))
            throw new UpstreamRpcException(-32602, $"MCP error -32602: Tool {tool} not found");
        state.Record.Run(tool);
        return DynamicTools.IsSwitch(tool, call.Session) ? DynamicTools.SwitchAsync(call) : state.Tools.Call(tool)(call);
    }

    private string Discover() => $$$$"""
        {"resultType":"complete","ttlMs":0,"cacheScope":"private","supportedVersions":{{{{JsonSerializer.Serialize(state.Settings.ProtocolVersions)}}}},"capabilities":{"tools":{"listChanged":true}},"_meta":{"io.modelcontextprotocol/serverInfo":{"name":"scriptable-upstream","version":"1.3.0"}}}
        """;

    private string Initialize(RecordedRequest request)
    {
        var asked = request.ParamText("protocolVersion");
        string[] spoken = [.. state.Settings.ProtocolVersions.Where(v => string.CompareOrdinal(v, "2026") < 0)];
        var version = asked is not null && spoken.Contains(asked, StringComparer.Ordinal) ? asked : spoken[0];
        return $$$"""
            {"protocolVersion":{{{JsonSerializer.Serialize(version)}}},"capabilities":{"tools":{"listChanged":true}},"serverInfo":{"name":"scriptable-upstream","version":"1.3.0"}}
            """;
    }
}
