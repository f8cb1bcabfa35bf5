using McpService.Common.Waiting;
using McpService.Domain.Auditing;
using McpService.FunctionalTests.Persistence;

namespace McpService.FunctionalTests.Mcp;

/// <summary>A parked call nobody comes back for ends at its limit.</summary>
[TestFixture(Engine.Sqlite)]
[TestFixture(Engine.Postgres)]
internal sealed class InputTimeoutTests(Engine engine) : InputFixture(engine)
{
    protected override IEnumerable<string> Settings => ["UPSTREAM_PROTOCOL_VERSION=2025-11-25", "INPUT_TIMEOUT_SECONDS=1", "PARKED_CALLS_PER_TENANT=1"];

    [TestCase(true)]
    [TestCase(false)]
    public async Task Call_NobodyComesBackFor_IsCancelledAndItsPlaceFreed(bool isTool)
    {
        var tenant = await Gateway.CreateTenantAsync();
        var client = new InputClient(tenant);
        var (cancelled, deleted, answers) = (Upstream.Record.Cancelled.Count, Upstream.Record.Deleted.Count, Upstream.Record.Requests.Count(r => r.IsResponse));
        var asked = isTool ? await client.CallAsync("elicit") : await client.PromptAsync("p");
        asked.Asks.ShouldBeTrue();

        await Upstream.WaitForAsync(r => r.Cancelled.Count > cancelled && r.Deleted.Count > deleted);

        var entry = (await EntriesAsync(tenant, 1)).ShouldHaveSingleItem();
        (entry.Outcome, entry.Code).ShouldBe((AuditOutcome.Cancelled, "input_timeout"));
        await Eventually.TrueAsync(async _ => await ParkedAsync() == 0, "The row to go");
        var late = isTool ? await client.CallAsync("elicit", asked: asked, responses: asked.Answered) : await client.PromptAsync("p", asked, asked.Answered);
        (late.Status, late.Code).ShouldBe((400, -32602));
        Upstream.Record.Requests.Count(r => r.IsResponse).ShouldBe(answers);
        (await client.CallAsync("elicit")).Asks.ShouldBeTrue("its place is free");
    }
}
