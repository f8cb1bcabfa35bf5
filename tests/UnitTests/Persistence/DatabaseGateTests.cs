using McpService.Application.Errors;
using McpService.Common.Time;
using McpService.Infrastructure.Persistence.Database;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace McpService.UnitTests.Persistence;

internal sealed class DatabaseGateTests
{
    private static readonly TimeSpan WhileCompiling = TimeSpan.FromSeconds(4);

    private readonly ManualTimeProvider _time = new();

    /// <summary>An operator who lists first and suspends then meets a cold EF Core twice.</summary>
    [Test]
    public async Task RunInEf_EachOperationOnce_HasTimeToBeCompiled()
    {
        var gate = NewGate();

        (await RunAsync(gate, "find")).ShouldBe(1);
        (await RunAsync(gate, "save")).ShouldBe(1);
        await Should.ThrowAsync<UnavailableException>(() => RunAsync(gate, "save"));
    }

    [TestCase("25006", ExpectedResult = true)]
    [TestCase("57P01", ExpectedResult = true)]
    [TestCase("57P03", ExpectedResult = true)]
    [TestCase("08006", ExpectedResult = true)]
    [TestCase("57014", ExpectedResult = false)]
    [TestCase("40001", ExpectedResult = false)]
    [TestCase("53300", ExpectedResult = false)]
    public bool Failure_OfTheServer_IsOfEveryConnectionToIt(string state) =>
        DatabaseFailure.IsOfTheServer(new InvalidOperationException("", new PostgresException("", "ERROR", "ERROR", state)));

    private async Task<int> RunAsync(DatabaseGate gate, string operation)
    {
        var answer = new TaskCompletionSource<int>();
        var running = gate.RunInEfAsync(operation, _ => answer.Task, CancellationToken.None);
        _time.Advance(WhileCompiling);
        answer.TrySetResult(1);
        return await running;
    }

    private DatabaseGate NewGate()
    {
        var state = new DatabaseState();
        state.Ready();
        return new DatabaseGate(state, new SqliteProvider("/nowhere/file.db", _time), _time, NullLogger<DatabaseGate>.Instance);
    }
}
