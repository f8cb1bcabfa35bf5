using McpService.Application.Errors;
using McpService.Common.Time;
using McpService.Infrastructure.Persistence.Database;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace McpService.UnitTests.Persistence;

internal sealed class DatabaseGateTests
{
    private static readonly TimeSpan WhileCompiling = TimeSpan.FromSeconds(4);

    // Of this machine; the test's own clock stands still.
    private static readonly TimeSpan Promise = TimeSpan.FromSeconds(30);

    private readonly ManualTimeProvider _time = new();

    /// <summary>An operator who lists first and suspends then meets a cold EF Core twice.</summary>
    [Test]
    public async Task Run_WhatIsCompiledBeforeTheFirstWait_IsNotTheDatabasesTime()
    {
        var answer = await NewGate().RunAsync(
            (_, _) =>
            {
                _time.Advance(WhileCompiling);
                return Task.FromResult(1);
            },
            CancellationToken.None);

        answer.ShouldBe(1);
    }

    [Test]
    public async Task Run_TimeStopped_GoesOnFromThere()
    {
        var answer = new TaskCompletionSource<int>();
        DatabaseTime time = null!;
        var running = NewGate().RunAsync(
            (t, _) =>
            {
                time = t;
                return answer.Task;
            },
            CancellationToken.None);

        _time.Advance(TimeSpan.FromSeconds(1));
        time.Pause();
        _time.Advance(WhileCompiling);
        running.IsCompleted.ShouldBeFalse();
        time.Run();
        _time.Advance(TimeSpan.FromSeconds(0.9));

        await Should.ThrowAsync<UnavailableException>(() => running.WaitAsync(Promise));
    }

    /// <summary>As Npgsql's does where a connection is lost at that moment: thrown out of a timer it would end the process.</summary>
    [Test]
    public async Task Run_DriverThrowsWhenItIsCancelled_IsRefusedAndNothingElse()
    {
        var running = NewGate().RunAsync(
            (_, token) =>
            {
                token.Register(() => throw new InvalidOperationException("of the driver"));
                return new TaskCompletionSource<int>().Task;
            },
            CancellationToken.None);

        Should.NotThrow(() => _time.Advance(TimeSpan.FromSeconds(2)));

        await Should.ThrowAsync<UnavailableException>(() => running.WaitAsync(Promise));
    }

    [Test]
    public async Task Run_FirstOfItsKindAndNoAnswer_IsRefusedInTime()
    {
        var running = NewGate().RunAsync((_, _) => new TaskCompletionSource<int>().Task, CancellationToken.None);

        _time.Advance(TimeSpan.FromSeconds(1.8));

        await Should.ThrowAsync<UnavailableException>(() => running.WaitAsync(Promise));
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

    private DatabaseGate NewGate()
    {
        var state = new DatabaseState();
        state.Ready();
        return new DatabaseGate(state, new SqliteProvider("/nowhere/file.db", _time), _time, NullLogger<DatabaseGate>.Instance);
    }
}
