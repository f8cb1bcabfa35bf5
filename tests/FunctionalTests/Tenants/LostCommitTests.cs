using System.Net;
using McpService.Common.Databases;
using McpService.Common.Gateway;
using McpService.Common.Proxies;
using McpService.Common.Waiting;
using McpService.Infrastructure.Security.ApiKeys;

namespace McpService.FunctionalTests.Tenants;

/// <summary>The connection is lost while PostgreSQL commits. (SQLite is in the process: no answer of its can be lost.)</summary>
[TestFixture]
internal sealed class LostCommitTests
{
    private const string NewTenant = """{"name":"Acme","integrationKey":"hubspot","integrationAppToken":"alice"}""";

    private PostgresDatabase _database = null!;
    private TcpForwarder _address = null!;
    private GatewayHost _gateway = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _database = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        _address = new TcpForwarder(new Uri(_database.Url).Port);
        _gateway = await GatewayHost.StartAsync($"--DATABASE_URL={new UriBuilder(_database.Url) { Port = _address.Port }.Uri}");
        await Eventually.TrueAsync(async _ => (await CreateAsync("warm")).Status == HttpStatusCode.Created, "The first change");
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (_gateway is not null) await _gateway.DisposeAsync();
        if (_address is not null) await _address.DisposeAsync();
    }

    [Test]
    public async Task Create_AnswerToTheCommitLost_IsUnknownAndTheRepetitionTells()
    {
        _address.LoseAnswerTo("pg_notify", "COMMIT");
        var lost = await CreateAsync("lost-answer");
        var again = await AgainAsync("lost-answer");

        ShouldBeUnknown(lost);
        again.Headers.ContainsKey("Idempotent-Replayed").ShouldBeTrue("the change was made");
        (await OutcomesAsync(lost, 2)).ShouldBe(["success", "unknown"], ignoreOrder: true);
    }

    [Test]
    public async Task Create_CommitItselfLost_IsUnknownAndTheRepetitionMakesIt()
    {
        _address.LoseFrom("pg_notify", "COMMIT");
        var lost = await CreateAsync("lost-commit");
        var again = await AgainAsync("lost-commit");

        ShouldBeUnknown(lost);
        again.Headers.ContainsKey("Idempotent-Replayed").ShouldBeFalse("nothing was made");
        (await OutcomesAsync(lost, 1)).ShouldBe(["unknown"]);
    }

    /// <summary>The connection ends before the commit is sent: that nothing was done is certain.</summary>
    [Test]
    public async Task Create_LostBeforeTheCommit_IsNotSent()
    {
        _address.LoseFrom("pg_notify");
        var lost = await CreateAsync("lost-before");
        var again = await AgainAsync("lost-before");

        lost.Status.ShouldBe(HttpStatusCode.ServiceUnavailable, lost.Text);
        (lost.Json.GetProperty("outcome").GetString(), lost.Json.GetProperty("retryable").GetBoolean()).ShouldBe(("not_sent", true));
        again.Headers.ContainsKey("Idempotent-Replayed").ShouldBeFalse();
    }

    private static void ShouldBeUnknown(Answer lost)
    {
        lost.Status.ShouldBe(HttpStatusCode.ServiceUnavailable, lost.Text);
        (lost.Json.GetProperty("outcome").GetString(), lost.Json.GetProperty("retryable").GetBoolean()).ShouldBe(("unknown", false));
    }

    private Task<Answer> CreateAsync(string key) => AdminAsync(HttpMethod.Post, "/api/tenants", NewTenant, key);

    /// <summary>As a client does: until it is answered.</summary>
    private async Task<Answer> AgainAsync(string key)
    {
        Answer? again = null;
        await Eventually.TrueAsync(async _ => (again = await CreateAsync(key)).Status == HttpStatusCode.Created, "The repetition");
        return again!;
    }

    /// <summary>What the trail says of the request, once it says that much.</summary>
    private async Task<List<string?>> OutcomesAsync(Answer answer, int entries)
    {
        List<string?> outcomes = [];
        await Eventually.TrueAsync(
            async _ =>
            {
                var page = await AdminAsync(HttpMethod.Get, $"/api/audit?requestId={answer.Headers["X-Request-Id"]}", null, null);
                outcomes = page.Status == HttpStatusCode.OK ? [.. page.Json.GetProperty("entries").EnumerateArray().Select(e => e.GetProperty("outcome").GetString())] : [];
                return outcomes.Count >= entries;
            },
            "the entries of the request");
        return outcomes;
    }

    private Task<Answer> AdminAsync(HttpMethod method, string path, string? json, string? key)
    {
        var admin = ("Authorization", $"Bearer {AdminOptions.SampleKey}");
        return key is null ? _gateway.SendAsync(method, path, json, admin) : _gateway.SendAsync(method, path, json, admin, ("Idempotency-Key", key));
    }
}
