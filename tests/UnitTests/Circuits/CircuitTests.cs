using McpService.Application.Circuits;
using McpService.Application.Errors;
using McpService.Common.Time;
using McpService.Domain.Auditing;

namespace McpService.UnitTests.Circuits;

internal sealed class CircuitTests
{
    private static readonly Guid Tenant = Guid.Parse("019ac000-0000-7000-8000-000000000001");
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan OpenFor = TimeSpan.FromSeconds(5);

    private ManualTimeProvider _time = null!;
    private Circuit _circuit = null!;

    [SetUp]
    public void SetUp()
    {
        _time = new ManualTimeProvider();
        _circuit = new Circuit(new CircuitRules(10, 50, Window, OpenFor), _time);
    }

    [Test]
    public void Failures_FewerThanSaySomething_LeaveItClosed()
    {
        Count(CircuitVerdict.Bad, 9);
        Count(CircuitVerdict.None, 100);

        _circuit.Enter().ShouldBeFalse();
    }

    [Test]
    public void Failures_HalfOfTheCalls_OpenIt()
    {
        Count(CircuitVerdict.Good, 6);
        Count(CircuitVerdict.Bad, 5);
        _circuit.Enter().ShouldBeFalse("5 of 11");

        Count(CircuitVerdict.Bad, 1);

        Should.Throw<CircuitOpenException>(() => _circuit.Enter()).ComeAgain.ShouldBe(OpenFor);
        _circuit.IsOpen.ShouldBeTrue();
    }

    [Test]
    public void Failures_OfBeforeTheWindow_DoNotCount()
    {
        Count(CircuitVerdict.Bad, 9);
        _time.Advance(Window);

        Count(CircuitVerdict.Bad, 9);

        _circuit.Enter().ShouldBeFalse();
    }

    /// <summary>A busy tenant's few failures do not stop the many calls that succeed, whenever in the window they did.</summary>
    [Test]
    public void Failures_AmongManySuccesses_LeaveItClosed()
    {
        Count(CircuitVerdict.Good, 100);
        _time.Advance(Window * 0.6);
        Count(CircuitVerdict.Bad, 20);

        _circuit.Enter().ShouldBeFalse();
    }

    [Test]
    public void Open_AfterItsTime_LetsOneTry()
    {
        Break();
        _time.Advance(OpenFor);

        _circuit.Enter().ShouldBeTrue();

        Should.Throw<CircuitOpenException>(() => _circuit.Enter()).ComeAgain.ShouldBe(TimeSpan.FromSeconds(1));
    }

    [Test]
    public void Try_Succeeds_ClosesItAndCountsAnew()
    {
        Break();
        _time.Advance(OpenFor);
        _circuit.Leave(CircuitVerdict.Good, _circuit.Enter(), Tenant);

        Count(CircuitVerdict.Bad, 9);

        _circuit.Enter().ShouldBeFalse();
        _circuit.IsOpen.ShouldBeFalse();
    }

    [Test]
    public void Try_Fails_OpensItAgain()
    {
        Break();
        _time.Advance(OpenFor);

        _circuit.Leave(CircuitVerdict.Bad, _circuit.Enter(), Tenant);

        Should.Throw<CircuitOpenException>(() => _circuit.Enter()).ComeAgain.ShouldBe(OpenFor);
    }

    /// <summary>Its caller left, or it was refused on the way: the next one tries.</summary>
    [Test]
    public void Try_SaysNothing_TheNextTries()
    {
        Break();
        _time.Advance(OpenFor);

        _circuit.Leave(CircuitVerdict.None, _circuit.Enter(), Tenant);

        _circuit.Enter().ShouldBeTrue();
    }

    [Test]
    public void Calls_SentBeforeItOpened_DoNotHoldItOpen()
    {
        Break();
        _time.Advance(OpenFor / 2);
        Count(CircuitVerdict.Bad, 20);
        _time.Advance(OpenFor / 2);

        _circuit.Enter().ShouldBeTrue();
    }

    [TestCase("upstream_unreachable", CircuitVerdict.Bad)]
    [TestCase("upstream_timeout", CircuitVerdict.Bad)]
    [TestCase("upstream_error", CircuitVerdict.Bad)]
    [TestCase("upstream_rejected", CircuitVerdict.Good)]
    [TestCase("upstream_auth_failed", CircuitVerdict.Good)]
    [TestCase("upstream_rate_limited", CircuitVerdict.Good)]
    [TestCase("tool_not_found", CircuitVerdict.None)]
    [TestCase("credential_expired", CircuitVerdict.None)]
    public void Verdict_OfAFailure_SaysWhetherTheUpstreamAnswers(string code, CircuitVerdict verdict)
    {
        CircuitVerdicts.Of(new UpstreamException(new UpstreamFailure(code, AuditOutcome.Unknown, CallOutcome.Unknown, "…"))).ShouldBe(verdict);
        CircuitVerdicts.Of(AuditOutcome.Unknown, code).ShouldBe(verdict);
    }

    [TestCase(AuditOutcome.Success, CircuitVerdict.Good)]
    [TestCase(AuditOutcome.ToolError, CircuitVerdict.Good)]
    [TestCase(AuditOutcome.RpcError, CircuitVerdict.Good)]
    [TestCase(AuditOutcome.Cancelled, CircuitVerdict.None)]
    public void Verdict_OfAnEnd_SaysWhetherTheUpstreamAnswered(AuditOutcome outcome, CircuitVerdict verdict) => CircuitVerdicts.Of(outcome, null).ShouldBe(verdict);

    private void Break() => Count(CircuitVerdict.Bad, 10);

    private void Count(CircuitVerdict verdict, int calls)
    {
        for (var i = 0; i < calls; i++) _circuit.Leave(verdict, isProbe: false, Tenant);
    }
}
