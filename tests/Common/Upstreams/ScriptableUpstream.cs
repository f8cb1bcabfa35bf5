using System.Security.Cryptography.X509Certificates;
using McpService.Common.Upstreams.Faults;
using Microsoft.AspNetCore.Http;

namespace McpService.Common.Upstreams;

/// <summary>
/// A real MCP server (Streamable HTTP) on a loopback port that behaves like the observed upstream, remembers everything it was
/// sent, and misbehaves as told. Dispose ends it and every open connection.
/// </summary>
public sealed class ScriptableUpstream : IAsyncDisposable
{
    private readonly UpstreamState _state = new();
    private readonly X509Certificate2? _certificate;
    private CancellationTokenSource _stop = new();
    private UpstreamHost? _host;

    private ScriptableUpstream(X509Certificate2? certificate) => _certificate = certificate;

    /// <summary>Where clients connect: <c>http://127.0.0.1:port/mcp</c>. Stays the same over restarts.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1:0/");

    public UpstreamSettings Settings => _state.Settings;
    public UpstreamRecord Record => _state.Record;

    /// <summary>The live sessions.</summary>
    public IReadOnlyCollection<ScriptedSession> Sessions => [.. _state.Sessions.Values];

    /// <param name="certificate">Serves https with it; null serves http.</param>
    public static async Task<ScriptableUpstream> StartAsync(
        X509Certificate2? certificate = null, CancellationToken cancellationToken = default)
    {
        var upstream = new ScriptableUpstream(certificate);
        await upstream.ListenAsync(0, cancellationToken);
        return upstream;
    }

    /// <summary>Requests with this JSON-RPC method, or HTTP method when they carry no message.</summary>
    public int Hits(string method) => Record.Hits(method);

    /// <summary>The whole listing, as a JSON array. Tools without <see cref="OnCall(string, Func{UpstreamCall, string})"/> return their arguments.</summary>
    public void SetTools(string arrayJson) => _state.Tools.SetPages([arrayJson]);

    /// <summary>The listing in pages of one JSON array each.</summary>
    public void SetToolPages(params IEnumerable<string> arraysJson) => _state.Tools.SetPages(arraysJson);

    /// <summary>What a tool returns: its result as raw JSON, sent to the byte. Throw <see cref="UpstreamRpcException"/> for an error.</summary>
    public void OnCall(string tool, Func<UpstreamCall, string> result) => OnCall(tool, call => Task.FromResult(result(call)));

    /// <inheritdoc cref="OnCall(string, Func{UpstreamCall, string})"/>
    public void OnCall(string tool, Func<UpstreamCall, Task<string>> result) => _state.Tools.OnCall(tool, result);

    /// <summary>Replaces a JSON-RPC method, built in or not; the result is raw JSON.</summary>
    public void OnRequest(string method, Func<UpstreamCall, string> result) =>
        _state.Methods[method] = call => Task.FromResult(result(call));

    /// <summary>
    /// Misbehaves on a JSON-RPC method (<c>tools/call</c>), an HTTP method (<c>DELETE</c>, for requests without a message), or
    /// everything (<c>*</c>). Faults of one method are used up in the order given.
    /// </summary>
    /// <param name="times">For the next so many requests; null for all.</param>
    /// <param name="when">Only for these requests, such as one tenant's token.</param>
    public void Fault(string method, Fault fault, int? times = null, Func<RecordedRequest, bool>? when = null) =>
        _state.Faults.Add(method, fault, times, when);

    /// <summary>Behaves again. Exchanges already hanging stay so until <see cref="Release"/>.</summary>
    public void ClearFaults() => _state.Faults.Clear();

    /// <summary>Lets everything go on that hangs now.</summary>
    public void Release() => _state.Release();

    /// <summary>Forgets all sessions, as a restart of the real server does.</summary>
    public void LoseSessions()
    {
        foreach (var id in _state.Sessions.Keys) _state.EndSession(id);
    }

    /// <summary>Sends a message on every open GET stream.</summary>
    public void Push(string messageJson)
    {
        foreach (var session in _state.Sessions.Values) session.Push(messageJson, Settings.KeepHistory);
    }

    /// <summary>Waits, by signal, until this is true of what was recorded.</summary>
    public Task WaitForAsync(Func<UpstreamRecord, bool> condition, TimeSpan? limit = null) =>
        _state.Changed.UntilAsync(() => condition(Record), limit, Record.ToString);

    /// <summary>Closes the port and all connections and loses the sessions.</summary>
    public async Task StopAsync()
    {
        if (_host is not { } host) return;
        _host = null;
        await _stop.CancelAsync();
        await host.DisposeAsync();
        LoseSessions();
    }

    /// <summary>Listens again, on the same port, after <see cref="StopAsync"/>.</summary>
    public Task StartAgainAsync(CancellationToken cancellationToken = default)
    {
        _stop.Dispose();
        _stop = new CancellationTokenSource();
        return ListenAsync(Address.Port, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }

    private async Task ListenAsync(int port, CancellationToken cancellationToken)
    {
        var protocol = new UpstreamProtocol(_state, _stop.Token);
        _host = await UpstreamHost.StartAsync(port, _certificate, http => HandleAsync(http, protocol), cancellationToken);
        Address = new Uri(_host.Address, UpstreamProtocol.Path);
    }

    private async Task HandleAsync(HttpContext http, UpstreamProtocol protocol)
    {
        var request = await RecordedRequest.ReadAsync(http.Request, http.RequestAborted);
        var exchange = new UpstreamExchange(http, request, _state, protocol.AnswerAsync);
        var fault = _state.Faults.Take(request);
        _state.Record.Request(request);
        try
        {
            await (fault?.ApplyAsync(exchange) ?? exchange.AnswerAsync());
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested || _stop.IsCancellationRequested)
        {
            // The caller is gone, or the test is over: nobody is left to answer.
        }
    }
}
