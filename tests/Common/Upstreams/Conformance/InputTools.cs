using System.ComponentModel;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using static ModelContextProtocol.Protocol.ElicitRequestParams;

namespace McpService.Common.Upstreams.Conformance;

/// <summary>
/// Tools that need an answer before they can finish. Before a 2026-07-28 client they end with <c>input_required</c>; before an older
/// one the SDK asks the same on the session.
/// </summary>
#pragma warning disable MCP9005 // Sampling and roots are deprecated, and still to be passed on.
[McpServerToolType]
internal static class InputTools
{
    private const string State = "state-1";

    [McpServerTool(Name = "test_input_required_result_elicitation"), Description("Needs the user's name.")]
    public static string Elicitation(RequestContext<CallToolRequestParams> call) =>
        $"Hello, {Name(call.Params) ?? throw Needs(null, ("user_name", AskName))}!";

    [McpServerTool(Name = "test_input_required_result_sampling"), Description("Needs the client's model.")]
    public static string Sampling(RequestContext<CallToolRequestParams> call) =>
        Has(call.Params, "capital_question") ? "sampled" : throw Needs(null, ("capital_question", AskModel));

    [McpServerTool(Name = "test_input_required_result_list_roots"), Description("Needs the client's roots.")]
    public static string Roots(RequestContext<CallToolRequestParams> call) =>
        Has(call.Params, "client_roots") ? "rooted" : throw Needs(null, ("client_roots", AskRoots));

    [McpServerTool(Name = "test_input_required_result_request_state"), Description("Has its state sent back.")]
    public static string KeepsState(RequestContext<CallToolRequestParams> call) =>
        call.Params?.RequestState is { } state ? Checked(state, "state-ok") : throw Needs(State, ("confirm", AskConsent));

    [McpServerTool(Name = "test_input_required_result_tampered_state"), Description("Refuses a state that is not its own.")]
    public static string GuardsState(RequestContext<CallToolRequestParams> call) => KeepsState(call);

    [McpServerTool(Name = "test_input_required_result_multiple_inputs"), Description("Needs three answers at once.")]
    public static string Three(RequestContext<CallToolRequestParams> call) =>
        Has(call.Params, "user_name") && Has(call.Params, "greeting") && Has(call.Params, "client_roots")
            ? "three answers"
            : throw Needs(State, ("user_name", AskName), ("greeting", AskModel), ("client_roots", AskRoots));

    [McpServerTool(Name = "test_input_required_result_multi_round"), Description("Needs two answers, one after the other.")]
    public static string Rounds(RequestContext<CallToolRequestParams> call) => call.Params?.RequestState switch
    {
        null => throw Needs("round-1", ("step1", AskName)),
        "round-1" => throw Needs("round-2", ("step2", Ask("Step 2: your favorite color?", "color", new StringSchema()))),
        _ => "two rounds",
    };

    [McpServerTool(Name = "test_input_required_result_capabilities"), Description("Asks only what the client said it can answer.")]
    public static string Capable(RequestContext<CallToolRequestParams> call)
    {
        if (call.Params?.InputResponses is { Count: > 0 }) return "answered";
        var can = call.JsonRpcRequest.Context?.ClientCapabilities ?? call.Server.ClientCapabilities;
        if (can?.Elicitation is not null) throw Needs(null, ("user_name", AskName));
        throw Needs(null, ("capital_question", AskModel));
    }

    /// <summary>The name that was given, or none. An answer that is no answer is an error.</summary>
    public static string? Name(RequestParams? parameters)
    {
        if (parameters?.InputResponses?.TryGetValue("user_name", out var response) is not true) return null;
        var answer = response.RawValue.ValueKind is System.Text.Json.JsonValueKind.Object
            ? response.Deserialize(InputResponse.ElicitResultJsonTypeInfo)
            : throw new McpProtocolException("An answer must be an object", McpErrorCode.InvalidParams);
        return answer?.Content?.TryGetValue("name", out var name) is true ? name.GetString() : null;
    }

    public static bool Has(RequestParams? parameters, string key) => parameters?.InputResponses?.ContainsKey(key) is true;

    public static InputRequiredException Needs(string? state, params (string Key, InputRequest Request)[] requests) =>
        new(requests.ToDictionary(request => request.Key, request => request.Request, StringComparer.Ordinal), state);

    public static InputRequest Ask(string message, string field, PrimitiveSchemaDefinition schema) =>
        InputRequest.ForElicitation(Questions.Elicitation(message, (field, schema)));

    private static InputRequest AskName => Ask("What is your name?", "name", new StringSchema());

    private static InputRequest AskConsent => Ask("Please confirm", "ok", new BooleanSchema());

    private static InputRequest AskModel => InputRequest.ForSampling(Questions.Sampling("What is the capital of France?"));

    private static InputRequest AskRoots => InputRequest.ForRootsList(new ListRootsRequestParams());

    private static string Checked(string state, string answer) =>
        state is State ? answer : throw new McpProtocolException("The state is not mine", McpErrorCode.InvalidParams);
}
