using System.Net;
using System.Net.ServerSentEvents;
using NUnit.Framework;
using Shouldly;

namespace McpService.FunctionalTests.Sandbox;

[TestFixture]
[CancelAfter(30_000)]
internal sealed class SandboxStreamTests
{
    private const string Enable = """{"name":"enable-tools","arguments":{"tools":[]}}""";

    private SandboxHost _sandbox = null!;
    private string _session = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _sandbox = await SandboxHost.StartAsync();
        _session = await _sandbox.OpenSessionAsync(query: "?mode=dynamic");
    }

    [TearDown]
    public async Task StopAsync() => await _sandbox.DisposeAsync();

    [Test]
    public async Task Post_Request_AnswersWithAnEventAndItsId()
    {
        using var response = await _sandbox.PostAsync("""{"jsonrpc":"2.0","id":"a","method":"ping"}""", _session);

        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        response.Headers.GetValues("Mcp-Session-Id").ShouldBe([_session]);
        var answer = SseParser.Create(await response.Content.ReadAsStreamAsync()).Enumerate().Single();
        answer.EventId.ShouldNotBeNullOrEmpty();
        answer.Data.ShouldBe("""{"result":{},"jsonrpc":"2.0","id":"a"}""");
    }

    [TestCase("""{"jsonrpc":"2.0","method":"notifications/initialized"}""")]
    [TestCase("""{"jsonrpc":"2.0","id":1,"result":{}}""")]
    public async Task Post_NoRequest_IsAccepted(string message)
    {
        using var response = await _sandbox.PostAsync(message, _session);

        response.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await response.Content.ReadAsStringAsync()).ShouldBeEmpty();
    }

    [Test]
    public async Task Get_LastEventOfABatch_ReplaysTheRestOfThatStream(CancellationToken cancellationToken)
    {
        using var response = await _sandbox.PostAsync(
            """[{"jsonrpc":"2.0","id":1,"method":"ping"},{"jsonrpc":"2.0","id":2,"method":"ping"}]""", _session);
        var answers = SseParser.Create(await response.Content.ReadAsStreamAsync(cancellationToken)).Enumerate().ToList();
        await _sandbox.AskAsync(_session, "ping");

        using var resumed = await _sandbox.OpenStreamAsync(_session, answers[0].EventId);

        var replayed = await FirstAsync(resumed, cancellationToken);
        replayed.EventId.ShouldBe(answers[1].EventId);
        replayed.Data.ShouldBe(answers[1].Data);
    }

    [Test]
    public async Task Get_AfterNotificationsWereMissed_ReplaysThemAndGoesOn(CancellationToken cancellationToken)
    {
        using var first = await _sandbox.OpenStreamAsync(_session);
        await _sandbox.AskAsync(_session, "tools/call", Enable);
        await _sandbox.AskAsync(_session, "tools/call", Enable);
        var seen = await FirstAsync(first, cancellationToken);

        using var resumed = await _sandbox.OpenStreamAsync(_session, seen.EventId);
        await using var events = Parse(resumed, cancellationToken);
        (await events.MoveNextAsync()).ShouldBeTrue();
        var missed = events.Current.EventId;
        await _sandbox.AskAsync(_session, "tools/call", Enable);
        (await events.MoveNextAsync()).ShouldBeTrue();

        new[] { seen.EventId, missed, events.Current.EventId }.Distinct(StringComparer.Ordinal).Count().ShouldBe(3);
    }

    [Test]
    public async Task Get_SecondStream_Conflicts()
    {
        using var first = await _sandbox.OpenStreamAsync(_session);

        using var second = await _sandbox.OpenStreamAsync(_session);

        second.StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Test]
    public async Task Get_AfterTheListenerLeft_ListensAgain(CancellationToken cancellationToken)
    {
        (await _sandbox.OpenStreamAsync(_session)).Dispose();

        // Until the server has noticed.
        HttpStatusCode status;
        do
        {
            using var again = await _sandbox.OpenStreamAsync(_session);
            status = again.StatusCode;
        }
        while (status == HttpStatusCode.Conflict && !cancellationToken.IsCancellationRequested);

        status.ShouldBe(HttpStatusCode.OK);
    }

    [Test]
    public async Task Delete_WhileListening_EndsTheStream(CancellationToken cancellationToken)
    {
        using var stream = await _sandbox.OpenStreamAsync(_session);

        using var deleted = await _sandbox.Http.SendAsync(_sandbox.Request(HttpMethod.Delete, _session), cancellationToken);

        deleted.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await stream.Content.ReadAsStringAsync(cancellationToken)).ShouldBeEmpty();
    }

    [Test]
    public async Task Stop_WhileListening_EndsTheStream(CancellationToken cancellationToken)
    {
        using var stream = await _sandbox.OpenStreamAsync(_session);

        await _sandbox.StopAsync();

        (await stream.Content.ReadAsStringAsync(cancellationToken)).ShouldBeEmpty();
    }

    private static async Task<SseItem<string>> FirstAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var events = Parse(response, cancellationToken);
        (await events.MoveNextAsync()).ShouldBeTrue();
        return events.Current;
    }

    private static IAsyncEnumerator<SseItem<string>> Parse(HttpResponseMessage response, CancellationToken cancellationToken) =>
        SseParser.Create(response.Content.ReadAsStream(cancellationToken))
            .EnumerateAsync(cancellationToken)
            .GetAsyncEnumerator(cancellationToken);
}
