using McpService.Application.Callers;
using McpService.Application.Telemetry;
using McpService.Domain.Auditing;
using McpService.Infrastructure.Telemetry;
using McpService.WebApi;
using Moq;

namespace McpService.UnitTests.Telemetry;

internal sealed class GatewayTelemetryTests
{
    private readonly Mock<IOperationMetric> _metric = new();

    [Test]
    public void Begin_NobodyLooks_MeasuresNothing()
    {
        var telemetry = new GatewayTelemetry([_metric.Object], TimeProvider.System);
        telemetry.Begin(Mock.Of<IMeasuredCall>(), Mock.Of<ICallContext>()).ShouldBeNull();
        telemetry.BeginUpstream("tools/call", "a", null, "tenant-1").ShouldBeNull();
    }

    [Test]
    public void Ended_Twice_CountsOnce()
    {
        _metric.Setup(m => m.IsWatched).Returns(true);
        var telemetry = new GatewayTelemetry([_metric.Object], TimeProvider.System);
        var operation = telemetry.BeginUpstream("tools/call", "a", null, "tenant-1")!;
        operation.Ended(AuditOutcome.Success);
        operation.Dispose();
        _metric.Verify(m => m.Ended(It.Ref<EndedOperation>.IsAny), Times.Once);
    }

    [TestCase(AuditOutcome.Success, null, ExpectedResult = null)]
    [TestCase(AuditOutcome.ToolError, null, ExpectedResult = "tool_error")]
    [TestCase(AuditOutcome.RpcError, "-32602", ExpectedResult = "-32602")]
    [TestCase(AuditOutcome.Unknown, "upstream_timeout", ExpectedResult = "upstream_timeout")]
    [TestCase(AuditOutcome.Cancelled, null, ExpectedResult = "cancelled")]
    public string? ErrorType_OfAnOutcome_IsItsCodeFirst(AuditOutcome outcome, string? code) => EndedOperation.ErrorTypeOf(outcome, code);

    /// <summary>A metric that nobody registered would be silently missing.</summary>
    [Test]
    public void Metrics_OfEitherLayer_AreAllRegistered()
    {
        var assemblies = new[] { typeof(IGatewayMetric).Assembly, typeof(GatewayApplication).Assembly };
        var registered = assemblies.SelectMany(a => a.GetCustomAttributes(typeof(GatewayMetricAttribute), inherit: false)).Cast<GatewayMetricAttribute>().Select(a => a.Metric);
        assemblies.SelectMany(a => a.GetTypes()).Where(t => t.IsClass && t.IsAssignableTo(typeof(IGatewayMetric))).ShouldBe(registered, ignoreOrder: true);
    }
}
