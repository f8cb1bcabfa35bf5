using McpService.WebApi.Pipeline;

namespace McpService.UnitTests.WebApi.Pipeline;

internal sealed class RequestIdsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 27, 3, 0, 0, 123, TimeSpan.Zero);

    [Test]
    public void Next_ManyTimes_IsAnotherUuidOfVersion7EachTime()
    {
        var ids = Enumerable.Range(0, 1000).Select(_ => RequestIds.Next(Now)).ToList();

        ids.ShouldBeUnique();
        foreach (var id in ids)
        {
            var uuid = Guid.ParseExact(id, "N");
            (uuid.Version, uuid.Variant >> 2).ShouldBe((7, 2));
            id[..12].ShouldBe(Now.ToUnixTimeMilliseconds().ToString("x12", null));
        }
    }

    [Test]
    public void Next_AMillisecondLater_ComesAfter() =>
        string.CompareOrdinal(RequestIds.Next(Now.AddMilliseconds(1)), RequestIds.Next(Now)).ShouldBePositive();
}
