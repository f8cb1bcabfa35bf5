using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using McpService.Common.Databases;
using McpService.Common.Gateway;
using McpService.Common.Waiting;
using McpService.Infrastructure.Security.ApiKeys;
using Npgsql;

namespace McpService.FunctionalTests.Cases;

/// <summary>Cases 31 to 34: guessing keys. With a database of their own, so that nobody else is locked out with them.</summary>
internal sealed class LockoutCases : CaseFixture
{
    private const int PerMinute = 30;

    private PostgresDatabase _database = null!;
    private GatewayProcess _limited = null!;
    private (string TenantId, string ApiKey) _tenant;

    [OneTimeSetUp]
    public async Task StartLimitedAsync()
    {
        _database = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        await StartAgainAsync();
        await _limited.WarmAsync();
        _tenant = await _limited.CreateTenantAsync(CaseStage.Keep("upstream-token-of-the-locked-out"));
        CaseStage.Keep(_tenant.ApiKey);
    }

    [OneTimeTearDown]
    public async Task StopLimitedAsync()
    {
        if (_limited is not null) await _limited.DisposeAsync();
    }

    [Test]
    public async Task Case031_WrongKeysByTheHundred_429WithRetryAfter_AnotherAddressIsNotMeant()
    {
        await GuessAndBeLimitedAsync("127.0.0.31");

        (await GuessAsync("127.0.1.31", 1)).Single().Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await CallAsync("127.0.0.31", _tenant.ApiKey)).Status.ShouldBe(HttpStatusCode.OK, "whoever has the right key may share the address");
        ExpectedCalls = 1;
    }

    [Test]
    public Task Case032_WhateverIsForwarded_Still429() => GuessAndBeLimitedAsync("127.0.0.32", i => ("X-Forwarded-For", $"192.0.2.{i}"));

    /// <summary>
    /// The two take turns in a random order, and the slowest tenth of both is left out, which is the machine's. Welch's t of 4.5 is what the trade takes
    /// for a leak.
    /// </summary>
    [Test]
    public async Task Case033_KnownKeyIdWithAWrongSecret_TakesNoOtherTimeThanAnUnknownOne()
    {
        var rounds = CaseStage.IsFull ? 2000 : 300;
        var (known, unknown) = (WithKeyId(ApiKeyFormat.KeyIdOf(A.ApiKey)!), WithKeyId("zzzzzzzzzzzz"));
        var (ofKnown, ofUnknown) = (new List<double>(rounds), new List<double>(rounds));
        for (var i = -50; i < rounds; i++)
        {
            var knownFirst = RandomNumberGenerator.GetInt32(2) == 0;
            var (first, second) = (await TimeAsync(knownFirst ? known : unknown), await TimeAsync(knownFirst ? unknown : known));
            if (i < 0) continue; // until the code is compiled
            ofKnown.Add(knownFirst ? first : second);
            ofUnknown.Add(knownFirst ? second : first);
        }

        var t = WelchT(Cropped(ofKnown), Cropped(ofUnknown));
        TestContext.Out.WriteLine($"t = {t:0.00} over {rounds} rounds");
        Math.Abs(t).ShouldBeLessThan(4.5);
    }

    /// <summary>What was counted is in the database a second later. The restart itself takes time, in which tries come back at their rate.</summary>
    [Test]
    public async Task Case034_RestartDuringALockout_OpensNoNewWindow()
    {
        await GuessAndBeLimitedAsync("127.0.0.34");
        await Eventually.TrueAsync(_ => IsKeptAsync(), "The lockout in the database");
        var begun = TimeProvider.System.GetTimestamp();

        await _limited.KillAsync();
        await _limited.DisposeAsync();
        await StartAgainAsync();

        var wrong = 0;
        await Eventually.TrueAsync(
            async _ =>
            {
                var answer = (await GuessAsync("127.0.0.34", 1)).Single();
                if ((int)answer.Status == 401) wrong++;
                return (int)answer.Status == 429;
            },
            "The lockout",
            TimeSpan.FromMinutes(1),
            TimeSpan.FromMilliseconds(500));
        var back = TimeProvider.System.GetElapsedTime(begun).TotalMinutes * PerMinute;
        wrong.ShouldBeLessThan(10 + (int)back, "a new window would have let through more than all of the old one");
    }

    private static void ShouldBeLimited(Answer answer)
    {
        ShouldBeRefused(answer, 429, "rate_limited");
        int.Parse(answer.Headers["Retry-After"]).ShouldBeInRange(1, 60);
    }

    /// <summary>All tries of a minute, and those that came back meanwhile; never more, and sooner or later there is a 429.</summary>
    private async Task GuessAndBeLimitedAsync(string address, Func<int, (string Name, string Value)>? more = null)
    {
        var begun = TimeProvider.System.GetTimestamp();
        var answers = await GuessAsync(address, 200, more);
        var back = TimeProvider.System.GetElapsedTime(begun).TotalMinutes * PerMinute;

        answers.Select(a => (int)a.Status).Distinct().Order().ShouldBe([401, 429]);
        answers.Count(a => (int)a.Status == 401).ShouldBeInRange(PerMinute, PerMinute + 2 + (int)back);
        ShouldBeLimited(answers.Last(a => (int)a.Status == 429));
    }

    /// <summary>That of case 34's address, 127.0.0.34, of which half a minute is left.</summary>
    private async Task<bool> IsKeptAsync()
    {
        await using var connection = new NpgsqlConnection(_database.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            $"SELECT count(*) FROM wrong_credentials WHERE network LIKE '%7f000022%' AND full_at > (EXTRACT(epoch FROM clock_timestamp()) + {PerMinute}) * 1000000", connection);
        return (long)(await command.ExecuteScalarAsync())! > 0;
    }

    private async Task StartAgainAsync() => _limited = await CaseStage.StartGatewayOnAsync(_database, Upstream.Address, ("RATE_LIMIT_AUTH_PER_MINUTE", $"{PerMinute}"));

    private async Task<List<Answer>> GuessAsync(string address, int times, Func<int, (string Name, string Value)>? more = null)
    {
        using var client = ClientFrom(address);
        var answers = new List<Answer>(times);
        for (var i = 0; i < times; i++)
        {
            var key = ("x-api-key", $"mcp_wrong_{i}");
            answers.Add(Observe(await Answer.OfAsync(client, HttpMethod.Post, $"/api/tenant/{_tenant.TenantId}/tool", """{"method":"whoami"}""", more is null ? [key] : [key, more(i)])));
        }

        return answers;
    }

    private async Task<Answer> CallAsync(string address, string apiKey)
    {
        using var client = ClientFrom(address);
        return Observe(await Answer.OfAsync(client, HttpMethod.Post, $"/api/tenant/{_tenant.TenantId}/tool", """{"method":"whoami"}""", ("x-api-key", apiKey)));
    }

    /// <summary>Loopback has more than one address.</summary>
    private HttpClient ClientFrom(string address) => new(new SocketsHttpHandler
    {
        ConnectCallback = async (context, cancellationToken) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Bind(new IPEndPoint(IPAddress.Parse(address), 0));
                await socket.ConnectAsync(context.DnsEndPoint.Host, context.DnsEndPoint.Port, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
    })
    { BaseAddress = _limited.Address };

    /// <summary>A key in the right form, so that it is looked up.</summary>
    private static string WithKeyId(string keyId) => ApiKeyFormat.Compose(keyId, new byte[32]);

    private static async Task<double> TimeAsync(string key)
    {
        var begun = TimeProvider.System.GetTimestamp();
        var answer = await Gateway.SendAsync(HttpMethod.Post, A.ToolPath, """{"method":"whoami"}""", ("x-api-key", key));
        var took = TimeProvider.System.GetElapsedTime(begun).TotalMicroseconds;
        ((int)answer.Status).ShouldBe(401);
        return took;
    }

    private static double[] Cropped(List<double> times) => [.. times.Order().Take(times.Count * 9 / 10)];

    private static double WelchT(double[] a, double[] b)
    {
        var (meanA, meanB) = (a.Average(), b.Average());
        return (meanA - meanB) / Math.Sqrt((Variance(a, meanA) / a.Length) + (Variance(b, meanB) / b.Length));
    }

    private static double Variance(double[] values, double mean) => values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1);
}
