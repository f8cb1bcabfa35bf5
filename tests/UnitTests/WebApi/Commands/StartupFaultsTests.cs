using McpService.WebApi.Commands;
using Microsoft.Extensions.Options;

namespace McpService.UnitTests.WebApi.Commands;

internal sealed class StartupFaultsTests
{
    [Test]
    public void Explain_SeveralSettings_ListsEveryFault() =>
        StartupFaults.Explain(new AggregateException(Bad("PORT a", "HOST b"), Bad("DATABASE_URL c"))).ShouldBe(["PORT a", "HOST b", "DATABASE_URL c"]);

    [Test]
    public void Explain_FaultOfOurs_SaysNothing()
    {
        StartupFaults.Explain(new InvalidOperationException()).ShouldBeEmpty();
        StartupFaults.Explain(new AggregateException(Bad("PORT a"), new InvalidOperationException())).ShouldBeEmpty();
    }

    private static OptionsValidationException Bad(params string[] faults) => new("", typeof(object), faults);
}
