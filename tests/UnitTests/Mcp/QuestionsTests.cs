using McpService.Common.Time;
using McpService.Infrastructure.Mcp.Http;
using McpService.Infrastructure.Mcp.Streams;
using NUnit.Framework;
using Shouldly;

namespace McpService.UnitTests.Mcp;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class QuestionsTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(600);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly ManualTimeProvider _time = new();
    private Questions _questions = null!;

    [SetUp]
    public void Make() => _questions = new Questions(Limit, _time);

    [TestCase("elicitation/create", true)]
    [TestCase("sampling/createMessage", true)]
    [TestCase("roots/list", true)]
    [TestCase("ping", false)]
    [TestCase("x/unknown", false)]
    public void Clock_StandsStillForQuestionsAlone(string method, bool isQuestion)
    {
        Ask("1", method);
        _time.Advance(10 * Second);

        _questions.Still.ShouldBe(isQuestion ? 10 * Second : TimeSpan.Zero);
        _questions.AreOpen.ShouldBe(isQuestion);
    }

    [Test]
    public void Answered_ClockGoesOn()
    {
        Ask("\"a\"");
        _time.Advance(10 * Second);
        _questions.Answered("\"a\""u8);
        _time.Advance(10 * Second);

        _questions.Still.ShouldBe(10 * Second);
        _questions.AreOpen.ShouldBeFalse();
    }

    [Test]
    public void AnswerToSomethingElse_ChangesNothing()
    {
        Ask("1");
        _questions.Answered("2"u8);
        _time.Advance(10 * Second);

        _questions.Still.ShouldBe(10 * Second);
    }

    [Test]
    public void TwoAtOnce_CountOnce()
    {
        Ask("1");
        _time.Advance(10 * Second);
        Ask("2");
        _time.Advance(10 * Second);
        _questions.Answered("1"u8);
        _time.Advance(10 * Second);
        _questions.Answered("2"u8);
        _time.Advance(10 * Second);

        _questions.Still.ShouldBe(30 * Second);
    }

    [Test]
    public void NeverAnswered_StandsStillForItsLimitAndNoLonger()
    {
        Ask("1");
        _time.Advance(2 * Limit);
        _questions.Still.ShouldBe(Limit);

        Ask("2");
        _time.Advance(10 * Second);
        _questions.Still.ShouldBe(Limit + (10 * Second));
    }

    [Test]
    public void CallLimit_ClockStoodStill_EndsThatMuchLater()
    {
        using var limit = new CallLimit(30 * Second, _questions.Clock, _time, CancellationToken.None);
        Ask("1");
        _time.Advance(100 * Second);
        limit.Token.IsCancellationRequested.ShouldBeFalse();

        _questions.Answered("1"u8);
        _time.Advance(29 * Second);
        limit.Token.IsCancellationRequested.ShouldBeFalse();

        _time.Advance(2 * Second);
        limit.IsExpired.ShouldBeTrue();
    }

    [Test]
    public void CallLimit_QuestionsOfEarlierCalls_DoNotCount()
    {
        Ask("1");
        _time.Advance(100 * Second);
        _questions.Answered("1"u8);
        using var limit = new CallLimit(30 * Second, _questions.Clock, _time, CancellationToken.None);

        _time.Advance(31 * Second);

        limit.IsExpired.ShouldBeTrue();
    }

    [Test]
    public void Patience_QuestionOnAnotherStream_IsNotOverMeanwhile()
    {
        Ask("0");
        _time.Advance(100 * Second);
        _questions.Answered("0"u8);
        var patience = new Patience(30 * Second, _questions, _time);
        Ask("1");
        _time.Advance(100 * Second);
        patience.IsOver.ShouldBeFalse();

        _questions.Answered("1"u8);
        _time.Advance(29 * Second);
        patience.IsOver.ShouldBeFalse();
        patience.NextLook.ShouldBe(Second);

        _time.Advance(Second);
        patience.IsOver.ShouldBeTrue();
    }

    [Test]
    public void Patience_UpstreamSpeaksOnAndOn_IsOverAfterAnHour()
    {
        var patience = new Patience(30 * Second, questions: null, _time);
        for (var i = 0; i < 359; i++)
        {
            _time.Advance(10 * Second);
            patience.Spoken();
        }

        patience.IsOver.ShouldBeFalse();
        _time.Advance(10 * Second);
        patience.IsOver.ShouldBeTrue();
    }

    private void Ask(string id, string method = "elicitation/create") =>
        _questions.Asked(System.Text.Encoding.UTF8.GetBytes($$"""{"jsonrpc":"2.0","id":{{id}},"method":"{{method}}"}"""));
}
