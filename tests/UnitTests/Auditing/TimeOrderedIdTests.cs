using McpService.Domain.Auditing;
using NUnit.Framework;
using Shouldly;

namespace McpService.UnitTests.Auditing;

[TestFixture]
internal sealed class TimeOrderedIdTests
{
    [Test]
    public void First_OfATime_LiesBetweenIdsOfBeforeAndOfThen()
    {
        var time = new DateTimeOffset(2031, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);
        var first = TimeOrderedId.First(time);

        for (var i = 0; i < 1_000; i++)
        {
            (Guid.CreateVersion7(time) >= first).ShouldBeTrue();
            (Guid.CreateVersion7(time.AddMilliseconds(-1)) < first).ShouldBeTrue();
        }
    }
}
