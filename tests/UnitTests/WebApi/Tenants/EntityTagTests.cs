using McpService.WebApi.Bodies;
using McpService.WebApi.Tenants;
using Microsoft.Extensions.Primitives;

namespace McpService.UnitTests.WebApi.Tenants;

internal sealed class EntityTagTests
{
    [Test]
    public void Read_NoHeaderOrStar_TakesAnyRevision()
    {
        Read(StringValues.Empty).Revisions.ShouldBeNull();
        Read("*").Revisions.ShouldBeNull();
    }

    [TestCase("\"5\"", "5")]
    [TestCase("\"5\",\"6\"", "5,6")]
    [TestCase("\"5\" , W/\"6\", \"other\"", "5")]
    [TestCase("W/\"5\"", "")]
    [TestCase("\"\"", "")]
    [TestCase("\"+5\"", "")]
    [TestCase("\"99999999999999999999\"", "")]
    public void Read_Tags_GivesTheRevisionsThatCanMatch(string header, string expected)
    {
        var (revisions, faults) = Read(header);
        string.Join(',', revisions!).ShouldBe(expected);
        faults.ShouldBeEmpty();
    }

    [Test]
    public void Read_SeveralHeaders_AreOneList() => Read(new StringValues(["\"5\"", "\"6\""])).Revisions.ShouldBe([5, 6]);

    [TestCase("")]
    [TestCase("5")]
    [TestCase("\"5")]
    [TestCase("\"5\" \"6\"")]
    [TestCase("*, \"5\"")]
    public void Read_Malformed_IsAFaultOfTheHeader(string header) => Read(header).Faults.ShouldBe(["If-Match"]);

    private static (IReadOnlyList<long>? Revisions, IEnumerable<string> Faults) Read(StringValues header)
    {
        var faults = new RequestFaults();
        return (EntityTag.Read(header, faults).AnyOf, faults.Found.Select(f => f.PropertyName));
    }
}
