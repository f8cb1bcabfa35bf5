using System.Net;
using McpService.Common.Gateway;
using McpService.Common.Upstreams.Faults;

namespace McpService.FunctionalTests.Mcp;

/// <summary>Servers that send the headers of a listening stream with its first event.</summary>
[NonParallelizable]
internal sealed class LateStreamTests : McpFixture
{
    private const string News = """{"jsonrpc":"2.0","method":"notifications/message","params":{"level":"info","data":"late news"}}""";

    protected override IEnumerable<string> Settings => ["UPSTREAM_TIMEOUT_SECONDS=3"];

    [SetUp]
    public void ServeStreams()
    {
        Upstream.Settings.GetStreams = true;
        Upstream.Fault("GET", Fault.HangBeforeHeaders);
    }

    [Test]
    public async Task Get_HeadersComeLate_IsTheClientsAtOnceAndLivesOnBeyondTheLimitOfACall()
    {
        var tenant = await Gateway.CreateTenantAsync();
        using var request = tenant.McpRequest(HttpMethod.Get, await OpenAsync(tenant));
        using var stream = await Gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        stream.StatusCode.ShouldBe(HttpStatusCode.OK);
        var reading = ReadUntilAsync(await stream.Content.ReadAsStreamAsync(), "late news");
        await LongerThanACallAsync();
        reading.IsCompleted.ShouldBeFalse();

        Upstream.ClearFaults();
        Upstream.Release();
        await Upstream.WaitForAsync(r => r.OpenStreams > 0);
        Upstream.Push(News);

        (await reading).ShouldContain("late news");
    }

    [Test]
    public async Task Get_RefusedLate_IsCutOff()
    {
        var tenant = await Gateway.CreateTenantAsync();
        Upstream.ClearFaults();
        Upstream.Fault("GET", Fault.After(TimeSpan.FromSeconds(1.5), Fault.ServerError));
        using var request = tenant.McpRequest(HttpMethod.Get, await OpenAsync(tenant));

        using var stream = await Gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        stream.StatusCode.ShouldBe(HttpStatusCode.OK);

        await Should.ThrowAsync<IOException>(async () => await ReadUntilAsync(await stream.Content.ReadAsStreamAsync(), "late news"));
    }

    [Test]
    public async Task Sse_HeadersComeLate_Connects()
    {
        using var client = await SseClient.OpenAsync(await Gateway.CreateTenantAsync());
        await LongerThanACallAsync();

        await client.SendAsync(Call("echo"));
        (await client.ReadAnswerAsync()).TryGetProperty("result", out _).ShouldBeTrue();

        Upstream.ClearFaults();
        Upstream.Release();
        await Upstream.WaitForAsync(r => r.OpenStreams > 0);
        Upstream.Push(News);
        (await client.ReadAsync()).GetProperty("method").GetString().ShouldBe("notifications/message");
    }

    /// <summary>A call that began now is given up.</summary>
    private async Task LongerThanACallAsync()
    {
        var other = await Gateway.CreateTenantAsync();
        var ticket = await OpenAsync(other);
        Upstream.Fault("tools/call", Fault.HangBeforeHeaders, times: 1);
        using var response = await other.McpAsync(Call("echo"), ticket);
        (await response.Content.ReadAsStringAsync()).ShouldContain("upstream_timeout");
    }
}
