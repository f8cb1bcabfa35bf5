using System.Text;
using McpService.Common.Gateway;
using McpService.Common.Upstreams;
using McpService.Common.Upstreams.Faults;
using McpService.FunctionalTests.Doors;
using McpService.FunctionalTests.Mcp;

namespace McpService.FunctionalTests.Answers;

/// <summary>The same tool call through each door, with one gateway before an upstream with sessions and one before an upstream without.</summary>
internal abstract class AnswerFixture : McpFixture
{
    protected const string Revision = "2026-07-28";

    private const string Meta = """ "_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{},"io.modelcontextprotocol/logLevel":"debug","progressToken":"p"} """;

    private ScriptableUpstream _sessionlessUpstream = null!;
    private GatewayHost _sessionlessGateway = null!;
    private int _errorsBefore;

    protected override IEnumerable<string> Settings => ["UPSTREAM_TIMEOUT_SECONDS=5"];

    [OneTimeSetUp]
    public async Task StartSessionlessAsync()
    {
        _sessionlessUpstream = await ScriptableUpstream.StartAsync();
        _sessionlessUpstream.Settings.Stateless = true;
        _sessionlessUpstream.Settings.ProtocolVersions = [Revision];
        _sessionlessGateway = await GatewayHost.StartAsync(DatabaseUrl, _sessionlessUpstream.Address, [.. Settings, $"UPSTREAM_PROTOCOL_VERSION={Revision}"]);
    }

    [OneTimeTearDown]
    public async Task StopSessionlessAsync()
    {
        await _sessionlessGateway.DisposeAsync();
        await _sessionlessUpstream.DisposeAsync();
    }

    private IEnumerable<string> Errors => Gateway.Log.Errors.Concat(_sessionlessGateway.Log.Errors);

    [SetUp]
    public void CountErrors() => _errorsBefore = Errors.Count();

    [TearDown]
    public void ForgiveSessionless()
    {
        _sessionlessUpstream.ClearFaults();
        _sessionlessUpstream.Release();
        Errors.Skip(_errorsBefore).ShouldBeEmpty("nothing that the upstream says is a fault of the gateway's");
    }

    protected ScriptableUpstream UpstreamOf(Door door) => door == Door.Forward ? _sessionlessUpstream : Upstream;

    protected GatewayHost GatewayOf(Door door) => door == Door.Forward ? _sessionlessGateway : Gateway;

    /// <summary>Calls a tool of a tenant of its own while the upstream answers so.</summary>
    /// <param name="door">The way in.</param>
    /// <param name="fault">What the upstream answers.</param>
    /// <param name="token">The tenant's credential.</param>
    /// <param name="id">Id of the client's request where the client gives one.</param>
    protected async Task<RawAnswer> CallAsync(Door door, Fault fault, string token = "alice-of-acme", string id = "2")
    {
        var tenant = await GatewayOf(door).CreateTenantAsync(token);
        return await CallAsync(door, tenant, id, () => UpstreamOf(door).Fault("tools/call", fault));
    }

    /// <summary>Calls a tool; <paramref name="before"/> runs when everything else is ready for it.</summary>
    protected async Task<RawAnswer> CallAsync(Door door, TestTenant tenant, string id, Action before)
    {
        switch (door)
        {
            case Door.Rest:
                using (await tenant.SendAsync("listTools")) before();
                using (var rest = await tenant.SendAsync("echo", "{}")) return RawAnswer.Of(await rest.Content.ReadAsStringAsync());
            case Door.Session:
                var ticket = await OpenAsync(tenant);
                before();
                using (var relayed = await tenant.McpAsync(Call("echo", id: id), ticket)) return RawAnswer.Of(await relayed.Content.ReadAsStringAsync());
            case Door.Sse:
                return await CallOverSseAsync(tenant, id, before);
            default:
                before();
                var message = $$$"""{"jsonrpc":"2.0","id":{{{id}}},"method":"tools/call","params":{"name":"echo","arguments":{},{{{Meta}}}}}""";
                using (var answer = await tenant.McpAsync(message, null, ("MCP-Protocol-Version", Revision), ("Mcp-Method", "tools/call"), ("Mcp-Name", "echo")))
                    return RawAnswer.Of(await answer.Content.ReadAsStringAsync());
        }
    }

    private async Task<RawAnswer> CallOverSseAsync(TestTenant tenant, string id, Action before)
    {
        using var request = tenant.McpRequest(HttpMethod.Get, null);
        request.RequestUri = new Uri("/sse", UriKind.Relative);
        using var response = await Gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var stream = await response.Content.ReadAsStreamAsync();
        var address = (await ReadUntilAsync(stream, "\n\n")).Split("data: ")[1].Trim();
        await PostAsync(Initialize);
        await ReadUntilAsync(stream, "serverInfo");
        await PostAsync(Initialized);
        before();

        var refused = await PostAsync(Call("echo", id: id));
        return RawAnswer.Of(refused.Length > 0 ? refused : await ReadAnswerAsync(stream));

        async Task<string> PostAsync(string message)
        {
            using var post = tenant.McpRequest(HttpMethod.Post, null);
            post.RequestUri = new Uri(address, UriKind.Relative);
            post.Content = new StringContent(message, Encoding.UTF8, "application/json");
            using var taken = await Gateway.Client.SendAsync(post);
            return await taken.Content.ReadAsStringAsync();
        }
    }

    private static async Task<string> ReadAnswerAsync(Stream stream)
    {
        var text = "";
        while (!text.Contains("\"result\"", StringComparison.Ordinal) && !text.Contains("\"error\"", StringComparison.Ordinal)) text += await ReadUntilAsync(stream, "\n\n");
        return text;
    }
}
