using System.Text.Json;
using System.Text.Json.Nodes;
using McpService.Common.Waiting;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace McpService.FunctionalTests.Transcripts;

/// <summary>
/// What the C# SDK's client saw of a server: the steps of <c>tests/node/transcript.mjs</c>, with results as they came. The client hands
/// out notifications in no order and even after the result, so a step waits for all of its own and sorts them.
/// </summary>
#pragma warning disable MCP9005 // Sampling, roots and logging are deprecated, and still to be passed on.
internal sealed class SdkTranscript : IAsyncDisposable
{
    private readonly TranscriptServer _server;
    private readonly CuttingHandler _network = new();
    private readonly HttpClient _http;
    private readonly Signal _heard = new();
    private readonly JsonArray _steps = [];
    private readonly Dictionary<string, JsonObject> _stepOf = new(StringComparer.Ordinal);
    private McpClient _client = null!;
    private JsonObject _step = [];

    private SdkTranscript(TranscriptServer server) => (_server, _http) = (server, new HttpClient(_network));

    /// <param name="kind">Of the server.</param>
    /// <param name="revision">What it is pinned to; null where it chooses by itself.</param>
    /// <param name="address">Where it connects.</param>
    /// <param name="headers">Sent with each request.</param>
    public static async Task<Transcript> RunAsync(
        string kind, string? revision, Uri address, IReadOnlyDictionary<string, string>? headers = null)
    {
        await using var run = new SdkTranscript(TranscriptServer.Of(kind));
        await run.ConnectAsync(revision, address, headers);
        await run.StepsAsync(revision);
        return new Transcript(run._steps);
    }

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        _http.Dispose();
    }

    private async Task ConnectAsync(string? revision, Uri address, IReadOnlyDictionary<string, string>? headers)
    {
        var options = new HttpClientTransportOptions
        {
            Endpoint = address,
            TransportMode = HttpTransportMode.StreamableHttp,
            AdditionalHeaders = headers?.ToDictionary(StringComparer.Ordinal),
            DefaultReconnectionInterval = _server.ResumeAfter,
        };
        _client = await McpClient.CreateAsync(new HttpClientTransport(options, _http), new McpClientOptions
        {
            ProtocolVersion = revision,
            Handlers = new McpClientHandlers
            {
                ElicitationHandler = (request, _) => ValueTask.FromResult(Answers.Elicitation(Asked(RequestMethods.ElicitationCreate, request))),
                SamplingHandler = (request, _, _) => ValueTask.FromResult(Answers.Sampling(Asked(RequestMethods.SamplingCreateMessage, request))),
                RootsHandler = (request, _) => ValueTask.FromResult(Answers.Roots(request)),
                NotificationHandlers = [new(NotificationMethods.LoggingMessageNotification, HeardAsync),
                    new(NotificationMethods.ToolListChangedNotification, HeardAsync),
                    new(NotificationMethods.ProgressNotification, HeardAsync)],
            },
        });
        await RecordAsync("connect", () => Task.FromResult<JsonNode?>(new JsonObject
        {
            ["revision"] = _client.NegotiatedProtocolVersion,
            ["server"] = JsonSerializer.SerializeToNode(_client.ServerInfo, McpJsonUtilities.DefaultOptions),
            ["capabilities"] = JsonSerializer.SerializeToNode(_client.ServerCapabilities, McpJsonUtilities.DefaultOptions),
            ["instructions"] = _client.ServerInstructions,
        }));
    }

    private async Task StepsAsync(string? revision)
    {
        // The client learns from the tools which arguments it must repeat in headers.
        _client.AddKnownTools((await _client.ListToolsAsync()).Select(tool => tool.ProtocolTool));
        await RecordAsync("tools", () => SendAsync(RequestMethods.ToolsList, []));
        await RecordAsync("resources", () => SendAsync(RequestMethods.ResourcesList, []));
        await RecordAsync("prompts", () => SendAsync(RequestMethods.PromptsList, []));
        foreach (var (name, call) in _server.Calls) await RecordAsync(name, () => CallAsync(call, name is "logging" ? 3 : 0));
        await RecordAsync("progress", () => CallAsync(_server.Progress, _server.ProgressHeard, Token()));
        await RecordAsync("cancel", CancelAsync);
        if (_server.Resource is { } uri) await RecordAsync("resource", () => SendAsync(RequestMethods.ResourcesRead, new JsonObject { ["uri"] = uri }));
        await RecordAsync("prompt", () => SendAsync(RequestMethods.PromptsGet, _server.Prompt.ToParams()));
        if (_server.Cut(revision) is { } cut) await RecordAsync("cut", () => CutAsync(cut));
        if (_server.Changing is { } changing) await RecordAsync("changing", () => ChangeAsync(changing));
        await RecordAsync("missing", () => SendAsync(RequestMethods.ResourcesRead, new JsonObject { ["uri"] = _server.Missing }));
    }

    private async Task<JsonNode?> CallAsync(NamedCall call, int heard, string? progressToken = null)
    {
        var step = _step;
        var outcome = await SendAsync(RequestMethods.ToolsCall, call.ToParams(progressToken));
        await _heard.UntilAsync(() => Heard(step) == heard, describe: () => step.ToJsonString());
        lock (_steps) step["heard"] = Sorted(step["heard"]!.AsArray());
        return outcome;
    }

    private async Task<JsonNode?> CancelAsync()
    {
        using var cancelled = new CancellationTokenSource();
        var step = _step;
        var token = Token();
        var call = SendAsync(RequestMethods.ToolsCall, _server.Endless.ToParams(token), cancelled.Token);
        await _heard.UntilAsync(() => Heard(step) > 0);
        await cancelled.CancelAsync();
        try
        {
            return await call;
        }
        finally
        {
            // How far it comes is chance: this client does not tell the server, which goes on.
            lock (_steps)
            {
                step["heard"] = new JsonArray();
                _stepOf[token] = new JsonObject { ["heard"] = new JsonArray() };
            }
        }
    }

    private async Task<JsonNode?> CutAsync(NamedCall call)
    {
        _network.Arm();
        var outcome = await CallAsync(call, _server.ProgressHeard, Token());
        _step["resumed"] = _network.Resumed;
        return outcome;
    }

    /// <summary>Two changes, told on the stream that belongs to no request.</summary>
    private async Task<JsonNode?> ChangeAsync(NamedCall call)
    {
        await _network.Opened.WaitAsync(WaitLimit.Default);
        return await CallAsync(call, 2);
    }

    private async Task RecordAsync(string name, Func<Task<JsonNode?>> act)
    {
        var step = _step = new JsonObject { ["step"] = name, ["asked"] = new JsonArray(), ["heard"] = new JsonArray() };
        _steps.Add(step);
        try
        {
            step["outcome"] = await act().WaitAsync(WaitLimit.Default);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"The step {name} did not end: {step.ToJsonString()}", e);
        }
        catch (OperationCanceledException)
        {
            // Which of several such exceptions the client throws, and what it says, is chance.
            step["error"] = new JsonObject { ["kind"] = "cancelled" };
        }
        catch (Exception e) when (e is McpException or HttpRequestException)
        {
            step["error"] = new JsonObject { ["kind"] = e.GetType().Name, ["code"] = (int?)(e as McpProtocolException)?.ErrorCode, ["message"] = e.Message };
        }
    }

    private async Task<JsonNode?> SendAsync(string method, JsonObject parameters, CancellationToken cancellationToken = default)
    {
        var response = await _client.SendRequestAsync(new JsonRpcRequest { Method = method, Params = parameters }, cancellationToken);
        return response.Result?.DeepClone();
    }

    /// <summary>Of the step under way.</summary>
    private string Token()
    {
        var token = $"token-{_stepOf.Count}";
        lock (_steps) _stepOf[token] = _step;
        return token;
    }

    private T Asked<T>(string method, T request)
    {
        var asked = new JsonObject { ["method"] = method, ["params"] = JsonSerializer.SerializeToNode(request, McpJsonUtilities.DefaultOptions) };
        lock (_steps) _step["asked"]!.AsArray().Add(asked);
        return request;
    }

    private ValueTask HeardAsync(JsonRpcNotification notification, CancellationToken cancellationToken)
    {
        var token = (string?)notification.Params?["progressToken"];
        // What that server says of itself comes when it likes.
        if (_server.Kind is TranscriptServer.Everything && token is null) return default;
        var heard = new JsonObject { ["method"] = notification.Method, ["params"] = notification.Params?.DeepClone() };
        lock (_steps) (token is null ? _step : _stepOf[token])["heard"]!.AsArray().Add(heard);
        _heard.Pulse();
        return default;
    }

    private int Heard(JsonObject step)
    {
        lock (_steps) return step["heard"]!.AsArray().Count;
    }

    private static JsonArray Sorted(JsonArray heard) =>
        [.. heard.Select(item => item!.DeepClone()).OrderBy(item => item.ToJsonString(), StringComparer.Ordinal)];
}
