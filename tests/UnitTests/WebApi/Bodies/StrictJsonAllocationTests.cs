using McpService.WebApi.Bodies;

namespace McpService.UnitTests.WebApi.Bodies;

internal sealed class StrictJsonAllocationTests
{
    [Test]
    public void Check_OrdinaryBody_AllocatesNothing()
    {
        var json = """{"method":"create-contact","params":{"email":"ada@example.com","tags":["a","b\u0062"],"n\u0061me":{"first":"Ada"}}}"""u8.ToArray();
        for (var i = 0; i < 100; i++) StrictJsonReader.Check(json);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) StrictJsonReader.Check(json);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }
}
