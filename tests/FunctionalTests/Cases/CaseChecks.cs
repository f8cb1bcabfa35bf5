using System.Text;
using McpService.Common.Databases;
using McpService.Common.Gateway;
using McpService.Common.Processes;
using Npgsql;

namespace McpService.FunctionalTests.Cases;

/// <summary>What holds in every case, whatever it is about.</summary>
internal static class CaseChecks
{
    private const long MostMemory = 1024 * 1024 * 1024;

    /// <summary>Every answer tells its request's id, is no 5xx that the case does not expect, and shows no secret.</summary>
    public static void Answers(IEnumerable<Answer> answers, IReadOnlySet<int> expectedFailures)
    {
        foreach (var answer in answers)
        {
            var status = (int)answer.Status;
            if (status >= 500) expectedFailures.ShouldContain(status, answer.ToString());
            NothingSecretIn($"{string.Join('\n', answer.Headers.Select(h => $"{h.Key}: {h.Value}"))}\n{answer.Text}", "the answer");
            if (RefusedBeforeItWasARequest(answer)) continue;

            answer.Headers.ContainsKey("X-Request-Id").ShouldBeTrue($"a request id in {answer}");
            if (answer.Code is not null) answer.Json.GetProperty("requestId").GetString().ShouldBe(answer.Headers["X-Request-Id"]);
        }
    }

    /// <summary>The process lives, is of a bounded size, and nothing secret is in its log, its metrics or its database.</summary>
    public static async Task ProcessAsync(GatewayProcess gateway)
    {
        (await gateway.SendAsync(HttpMethod.Get, "/health/live")).Status.ShouldBe(System.Net.HttpStatusCode.OK, gateway.Output);
        ResidentMemory.Of(gateway.Id).ShouldBeLessThan(MostMemory, "memory of the process in bytes");
        NothingSecretIn(CaseStage.TakeLog(), "the log");
        NothingSecretIn((await gateway.AdminAsync(HttpMethod.Get, "/metrics")).Text, "the metrics");
        NothingSecretIn(await DatabaseTextAsync(), "the database");
    }

    /// <summary>Looks for every secret in every form it may leak in.</summary>
    public static void NothingSecretIn(string text, string where)
    {
        var heap = Encoding.UTF8.GetBytes(text);
        CaseStage.Secrets.SelectMany(secret => LeakScanner.Find(heap, secret).Select(form => $"{secret[..12]}… as {form} in {where}")).ShouldBeEmpty();
    }

    /// <summary>Kestrel answers what is no HTTP, and headers that are too long, without a body and closes: there is nothing yet that could have an id.</summary>
    private static bool RefusedBeforeItWasARequest(Answer answer) =>
        (int)answer.Status is 400 or 408 or 413 or 431 && answer.Body.Length == 0 && answer.Headers.GetValueOrDefault("Connection") == "close" && !answer.Headers.ContainsKey("X-Request-Id");

    /// <summary>Every row of every table, bytes in hex.</summary>
    private static async Task<string> DatabaseTextAsync()
    {
        await using var connection = new NpgsqlConnection(CaseStage.Database.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("SET xmlbinary TO hex; SELECT schema_to_xml('public', false, false, '')::text", connection);
        var text = (string)(await command.ExecuteScalarAsync())!;
        text.ShouldContain(CaseStage.A.TenantId, Case.Sensitive, "what is no secret must be there, or this looks at the wrong thing");
        return text;
    }
}
