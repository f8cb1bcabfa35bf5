using System.Text.Json.Nodes;
using McpService.Common.Gateway;
using McpService.FunctionalTests.Conformance;

namespace McpService.FunctionalTests.Inspector;

/// <summary>The Inspector's command line, which initializes, prints through the gateway what it prints without it, whatever the upstream speaks.</summary>
[Category("Clients"), Category("Eras")]
internal sealed class InspectorEraTests
{
    private static readonly (string Method, string[] More)[] Commands =
    [
        ("tools/list", []),
        ("tools/call", ["--tool-name", "test_header_argument", "--tool-arg", "region=here"]),
        ("resources/list", []),
        ("resources/read", ["--uri", "test://static-text"]),
        ("prompts/get", ["--prompt-name", "test_prompt_with_arguments", "--prompt-args", "arg1=one", "arg2=two"]),
        ("logging/setLevel", ["--log-level", "debug"]),
    ];

    private string[] _direct = null!;

    [OneTimeSetUp]
    public async Task AskDirectlyAsync()
    {
        await using var upstream = await EverythingBuild.Sessions.StartAsync();
        _direct = await AskAllAsync(upstream.Address, key: null);
    }

    [TestCase("2025")]
    [TestCase("2026")]
    [TestCase("both")]
    public async Task Inspector_ThroughTheGateway_PrintsTheSame(string build)
    {
        await using var upstream = await EverythingBuild.Of(build).StartAsync();
        await using var gateway = await GatewayHost.StartAsync($"--INTEGRATION_APP_MCP_URL={upstream.Address}");
        var tenant = await gateway.CreateTenantAsync();

        (await AskAllAsync(tenant.McpAddress, tenant.ApiKey)).ShouldBe(_direct);
    }

    private static async Task<string[]> AskAllAsync(Uri address, string? key)
    {
        var headers = key is null ? null : new Dictionary<string, string>(StringComparer.Ordinal) { ["Authorization"] = $"Bearer {key}" };
        var printed = new List<string>();
        foreach (var (method, more) in Commands) printed.Add(Sorted(await InspectorCli.RunAsync(address, headers, method, more))!.ToJsonString());
        return [.. printed];
    }

    // The order of an object's members says nothing.
    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject it => new JsonObject(it.OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => KeyValuePair.Create(member.Key, Sorted(member.Value)))),
        JsonArray it => new JsonArray([.. it.Select(Sorted)]),
        _ => node?.DeepClone(),
    };
}
