using System.Text;
using McpService.Application.Tenants;
using McpService.Application.Tenants.CreateTenant;
using McpService.Domain.Secrets;
using McpService.WebApi.Bodies;

namespace McpService.UnitTests.WebApi.Bodies;

internal sealed class BodyBinderTests
{
    [Test]
    public void Bind_GoodBody_HasNoFaults()
    {
        var (command, faults) = Bind("""{"name":"Acme","integrationKey":"hubspot","workspace":{"key":"k","secret":"s","userId":"u","fields":{"a":[1]}}}""");

        faults.ShouldBeEmpty();
        command.Name.ShouldBe("Acme");
        command.Workspace!.Secret!.Reveal().ShouldBe("s");
        command.Workspace.Fields!.Value.GetRawText().ShouldBe("""{"a":[1]}""");
    }

    [Test]
    public void Bind_ManyFaults_ReportsAllAndKeepsTheRest()
    {
        var (command, faults) = Bind(
            """{"name":5,"integrationKey":"hubspot","integrationAppToken":{},"extra":1,"workspace":{"key":true,"userId":"u","colour":"red"},"Credential":{}}""");

        faults.Keys.ShouldBe(["name", "integrationAppToken", "extra", "workspace.key", "workspace.colour", "Credential"], ignoreOrder: true);
        faults["name"].ShouldBe("must be a string.");
        faults["extra"].ShouldContain("name, integrationKey, integrationAppToken, workspace");
        faults["workspace.colour"].ShouldContain("userId");
        command.IntegrationKey.ShouldBe("hubspot");
        command.Workspace!.UserId.ShouldBe("u");
        command.Name.ShouldBeNull();
    }

    [TestCase("credential")]
    [TestCase("Name")]
    [TestCase("NAME")]
    public void Bind_ComputedOrMisspeltField_IsUnknown(string name) =>
        Bind($$"""{"{{name}}":null}""").Faults.Keys.ShouldBe([name]);

    [TestCase("""{"workspace":5}""", "workspace", "must be a JSON object.")]
    [TestCase("""{"workspace":[]}""", "workspace", "must be a JSON object.")]
    public void Bind_WrongShape_SaysWhatItMustBe(string json, string field, string message) => Bind(json).Faults[field].ShouldBe(message);

    private static (CreateTenantCommand Command, Dictionary<string, string> Faults) Bind(string json)
    {
        var faults = new RequestFaults();
        var command = (CreateTenantCommand)new BodyBinder(faults).Bind(Encoding.UTF8.GetBytes(json), typeof(CreateTenantCommand));
        return (command, faults.Found.ToDictionary(f => f.PropertyName, f => f.ErrorMessage));
    }
}
