using McpService.Application.Circuits;
using McpService.Application.Errors;
using McpService.Common.Time;

namespace McpService.UnitTests.Circuits;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class UpstreamCircuitTests
{
    private static readonly Guid[] Tenants = [.. Enumerable.Range(1, 9).Select(i => Guid.Parse($"019ac000-0000-7000-8000-00000000000{i}"))];

    private readonly ManualTimeProvider _time = new();
    private UpstreamCircuit _circuit = null!;

    [SetUp]
    public void Make() => _circuit = new UpstreamCircuit(new CircuitRules(20, 50, TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(5), Tenants: 3), _time);

    [Test]
    public void Leave_ManyFailuresOfTwoTenants_StaysClosed()
    {
        for (var i = 0; i < 100; i++) Fail(Tenants[i % 2]);

        _circuit.IsOpen.ShouldBeFalse();
        Fail(Tenants[2]);
        _circuit.IsOpen.ShouldBeTrue();
    }

    [TestCase(19, false)]
    [TestCase(20, true)]
    public void Leave_FailuresOfManyTenants_OpensFromTwentyOn(int failures, bool isOpen)
    {
        for (var i = 0; i < failures; i++) Fail(Tenants[i % Tenants.Length]);

        _circuit.IsOpen.ShouldBe(isOpen);
    }

    [Test]
    public void Leave_TenantsOfLongAgo_DoNotCount()
    {
        for (var i = 0; i < 9; i++) Fail(Tenants[i]);
        _time.Advance(TimeSpan.FromSeconds(25));
        for (var i = 0; i < 40; i++) Fail(Tenants[0]);

        _circuit.IsOpen.ShouldBeFalse();
    }

    [Test]
    public void Enter_HalfOpen_LetsOneTryForAll()
    {
        for (var i = 0; i < 20; i++) Fail(Tenants[i % Tenants.Length]);
        Should.Throw<CircuitOpenException>(() => _circuit.Enter());
        _time.Advance(TimeSpan.FromSeconds(5));

        var isProbe = _circuit.Enter();
        Should.Throw<CircuitOpenException>(() => _circuit.Enter());
        _circuit.Leave(CircuitVerdict.Good, isProbe, Tenants[0]);

        _circuit.Enter().ShouldBeFalse();
        _circuit.IsOpen.ShouldBeFalse();
    }

    private void Fail(Guid tenant) => _circuit.Leave(CircuitVerdict.Bad, isProbe: false, tenant);
}
