using McpService.FunctionalTests.Cases;
using McpService.FunctionalTests.Conformance;
using McpService.FunctionalTests.Eras;
using McpService.FunctionalTests.Mcp;
using McpService.FunctionalTests.Reverse;

namespace McpService.FunctionalTests.Replicas;

/// <summary>
/// A person thinks about an answer while two replicas stand behind a real nginx, which knows nothing of sessions: what was asked at one of them is answered at the
/// other. In full (<c>CASES=full</c>) the person takes ten seconds.
/// </summary>
[Category("Clients"), Category("Eras"), NonParallelizable]
internal sealed class ThinkingPersonTests
{
    private static readonly TimeSpan Thought = TimeSpan.FromSeconds(CaseStage.IsFull ? 10 : 2);

    [Test]
    public async Task SessionlessClient_BeforeAnUpstreamWithSessions_AnswersAtTheOtherReplica()
    {
        await using var pair = await ReplicaPair.StartAsync(EverythingBuild.Sessions);
        using var notes = new ReplicaNotes();
        var client = new InputClient(pair.NewClient(notes), pair.ApiKey);

        var asked = await client.CallAsync("test_input_required_result_elicitation");
        asked.Asks.ShouldBeTrue(asked.Text);
        var asking = notes.Last;
        await CallLoad.LastAsync(Thought);
        var answered = await client.CallAsync("test_input_required_result_elicitation", asked: asked, responses: asked.Answered);

        answered.Said.ShouldBe("Hello, Ada!");
        notes.Last.ShouldNotBe(asking);
        await EveryFeatureAsync(pair, ClientEra.Of("2026-07-28"), EverythingBuild.Sessions);
    }

    [Test]
    public async Task ClientWithASession_BeforeASessionlessUpstream_AnswersAtTheOtherReplica()
    {
        await using var pair = await ReplicaPair.StartAsync(EverythingBuild.Sessionless);
        using var notes = new ReplicaNotes();
        var client = await OlderClient.OpenAsync(pair.NewClient(notes), pair.ApiKey);

        using var called = await client.CallAsync("test_input_required_result_elicitation");
        var asking = notes.Last;
        var question = await called.MessageAsync();
        await CallLoad.LastAsync(Thought);
        (await client.AnswerAsync(question, """{"action":"accept","content":{"name":"Ada"}}""")).ShouldBe(202);

        notes.Last.ShouldNotBe(asking);
        var answer = await called.MessageAsync();
        answer.GetRawText().ShouldContain("Hello, Ada!");
        await EveryFeatureAsync(pair, ClientEra.Of("sessions"), EverythingBuild.Sessionless);
    }

    /// <summary>A client that others wrote, whose person thinks as long, finds over two replicas what docs/protocol.md says it finds at one.</summary>
    private static async Task EveryFeatureAsync(ReplicaPair pair, ClientEra client, EverythingBuild build)
    {
        var run = await FeatureRun.RunAsync(client, build, new Uri(pair.Address, client.Path), pair.ApiKey, Thought);
        await TestContext.Out.WriteLineAsync(run.Column);
        run.Features.Select(feature => $"{feature}: {run.Cell(feature)}").ShouldBe(FeaturePage.Column(run.Column));
    }
}
