using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using McpService.Common.Gateway;
using McpService.Common.Upstreams;
using McpService.Common.Waiting;
using McpService.FunctionalTests.Matrix;

namespace McpService.FunctionalTests.Cases;

/// <summary>
/// Numbered cases (<c>Case012_…</c>) before the one gateway of <see cref="CaseStage"/>. After each, what holds in every case is checked: see
/// <see cref="CaseChecks"/>, and that the upstream ran as many calls as the case says.
/// </summary>
internal abstract partial class CaseFixture
{
    private readonly List<Answer> _answers = [];
    private readonly HashSet<int> _expectedFailures = [];
    private int _hits;

    protected static GatewayProcess Gateway => CaseStage.Gateway;

    protected static ScriptableUpstream Upstream => CaseStage.Upstream;

    protected static CaseTenant A => CaseStage.A;

    protected static CaseTenant B => CaseStage.B;

    protected static CaseTenant C => CaseStage.C;

    /// <summary>Calls of tools that the upstream has to see in this case: none unless the case says so.</summary>
    protected int ExpectedCalls { get; set; }

    [SetUp]
    public void Begin()
    {
        _answers.Clear();
        _expectedFailures.Clear();
        (ExpectedCalls, _hits) = (0, Upstream.Hits("tools/call"));
    }

    [TearDown]
    public async Task HoldsInEveryCaseAsync()
    {
        Upstream.ClearFaults();
        Upstream.Release();
        CaseChecks.Answers(_answers, _expectedFailures);
        (Upstream.Hits("tools/call") - _hits).ShouldBe(ExpectedCalls, "calls that reached the upstream");
        await CaseChecks.ProcessAsync(Gateway);
    }

    /// <summary>This case may see these statuses of 500 and above.</summary>
    protected void MayFailWith(params int[] statuses) => _expectedFailures.UnionWith(statuses);

    /// <summary>Has an answer that came by other ways checked like all others.</summary>
    protected Answer Observe(Answer answer)
    {
        lock (_answers) _answers.Add(answer);
        return answer;
    }

    /// <summary>Sends JSON, or nothing, with these headers.</summary>
    protected async Task<Answer> SendAsync(HttpMethod method, string path, string? json = null, params (string Name, string Value)[] headers) =>
        Observe(await Gateway.SendAsync(method, path, json, headers));

    /// <summary>Sends a body to a tenant's door.</summary>
    /// <param name="door">REST or MCP.</param>
    /// <param name="tenantId">As in the path.</param>
    /// <param name="json">The whole body.</param>
    /// <param name="headers">Credentials, and what else is to be there; of <c>/mcp</c> its own are added.</param>
    /// <param name="tool">What <c>Mcp-Name</c> repeats; for MCP alone.</param>
    /// <param name="gateway">Another gateway than the shared one.</param>
    protected async Task<Answer> PostAsync(
        CaseDoor door, string tenantId, string json, (string Name, string Value)[] headers, string? tool = null, GatewayProcess? gateway = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, PathOf(door, tenantId)) { Content = new StringContent(json, new MediaTypeHeaderValue("application/json")) };
        if (door == CaseDoor.Mcp) headers = [.. McpHeaders(tool), .. headers];
        foreach (var (name, value) in headers) request.Headers.Add(name, value);
        using var response = await (gateway ?? Gateway).Client.SendAsync(request);
        return Observe(await Answer.ReadAsync(response));
    }

    /// <summary>Calls a tool: case by case <c>R</c>, in either language.</summary>
    protected Task<Answer> CallAsync(CaseDoor door, string tenantId, string tool, string arguments, params (string Name, string Value)[] headers) =>
        PostAsync(door, tenantId, CallOf(door, tool, arguments), headers, tool);

    /// <summary><c>whoami</c> with these credentials and no others.</summary>
    protected Task<Answer> WhoAmIAsync(CaseDoor door, string tenantId, params (string Name, string Value)[] headers) => CallAsync(door, tenantId, "whoami", "{}", headers);

    /// <summary>Sends bytes as they are, and reads until the gateway closes: ask for it with <c>Connection: close</c>.</summary>
    protected static async Task<string> RawAsync(string request)
    {
        using var limit = new CancellationTokenSource(WaitLimit.Default, TimeProvider.System);
        var text = await RawHttp.ExchangeAsync(Gateway.Address, request, limit.Token);
        CaseChecks.NothingSecretIn(text, "the answer");
        return text;
    }

    /// <summary>The body that calls a tool at a door.</summary>
    protected static string CallOf(CaseDoor door, string tool, string arguments) => door == CaseDoor.Rest
        ? $$"""{"method":{{JsonSerializer.Serialize(tool)}},"params":{{arguments}}}"""
        : $$$"""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":{{{JsonSerializer.Serialize(tool)}}},"arguments":{{{arguments}}},"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{} } } }""";

    protected static string PathOf(CaseDoor door, string tenantId) => $"/api/tenant/{tenantId}/{(door == CaseDoor.Rest ? "tool" : "mcp")}";

    /// <summary>What a client of <c>/mcp</c> sends beside its credentials.</summary>
    protected static (string Name, string Value)[] McpHeaders(string? tool)
    {
        (string, string)[] headers = [("Accept", "application/json, text/event-stream"), ("MCP-Protocol-Version", "2026-07-28"), ("Mcp-Method", "tools/call")];
        return tool is null ? headers : [.. headers, ("Mcp-Name", tool)];
    }

    /// <summary>The gateway's own code of a refusal, in whichever language; null for a success.</summary>
    protected static string? CodeOf(Answer answer) => new VisitAnswer((int)answer.Status, answer.Text).Code;

    /// <summary>What the tool wrote.</summary>
    protected static string TextOf(Answer answer)
    {
        var json = new VisitAnswer((int)answer.Status, answer.Text).Json;
        var result = json.TryGetProperty("result", out var inner) ? inner : json;
        return result.GetProperty("content")[0].GetProperty("text").GetString()!;
    }

    /// <summary>The call was made, and with the credential of this tenant.</summary>
    protected static void ShouldBeOf(CaseTenant tenant, Answer answer)
    {
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.ToString());
        TextOf(answer).ShouldBe(tenant.Mark);
    }

    protected static void ShouldBeRefused(Answer answer, int status, params string[] codes)
    {
        ((int)answer.Status).ShouldBe(status, answer.ToString());
        if (codes.Length > 0) CodeOf(answer).ShouldBeOneOf(codes);
        if (status == 401) answer.Headers.ContainsKey("WWW-Authenticate").ShouldBeTrue(answer.ToString());
    }

    /// <summary>A call of the bystander, which has to be as well as ever; the upstream sees one call for it.</summary>
    protected async Task CIsWellAsync()
    {
        ExpectedCalls++;
        ShouldBeOf(C, await WhoAmIAsync(CaseDoor.Rest, C.TenantId, C.KeyHeader));
    }

    /// <summary>The row in the trail of the request with this answer; waits until it is committed.</summary>
    protected static async Task<JsonElement> AuditedAsync(Answer answer)
    {
        JsonElement? row = null;
        await Eventually.TrueAsync(
            async _ =>
            {
                var found = await Gateway.AdminAsync(HttpMethod.Get, $"/api/audit?requestId={answer.Headers["X-Request-Id"]}");
                row = found.Json.GetProperty("entries").EnumerateArray().Cast<JsonElement?>().SingleOrDefault();
                return row is not null;
            },
            "The row in the trail");
        return row!.Value;
    }
}
