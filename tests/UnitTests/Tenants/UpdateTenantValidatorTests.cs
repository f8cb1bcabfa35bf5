using System.Text.Json;
using McpService.Application.Tenants.UpdateTenant;

namespace McpService.UnitTests.Tenants;

internal sealed class UpdateTenantValidatorTests
{
    [TestCase("""{"name":"Acme"}""")]
    [TestCase("""{"integrationKey":"google-calendar"}""")]
    [TestCase("""{"tools":null}""")]
    [TestCase("""{"tools":{"allow":["hubspot_*","a.b-c_D9"],"deny":null}}""")]
    [TestCase("""{"limits":null}""")]
    [TestCase("""{"limits":{"requestsPerSecond":1,"burst":1000000,"concurrency":10000}}""")]
    [TestCase("""{"limits":{"concurrency":null}}""")]
    [TestCase("""{"timeoutSeconds":1}""")]
    [TestCase("""{"timeoutSeconds":600}""")]
    [TestCase("""{"timeoutSeconds":null}""")]
    public void Validate_Good_HasNoFaults(string body) => Faults(body).ShouldBeEmpty();

    [TestCase("{}", "body")]
    [TestCase("""{"name":null}""", "name")]
    [TestCase("""{"name":"","timeoutSeconds":0}""", "name,timeoutSeconds")]
    [TestCase("""{"integrationKey":""}""", "integrationKey")]
    [TestCase("""{"tools":{}}""", "tools")]
    [TestCase("""{"tools":{"allow":["ok","no space"],"deny":["a,b"]}}""", "tools.allow[1],tools.deny[0]")]
    [TestCase("""{"limits":{}}""", "limits")]
    [TestCase("""{"limits":{"requestsPerSecond":1000001,"burst":0,"concurrency":10001}}""", "limits.requestsPerSecond,limits.burst,limits.concurrency")]
    public void Validate_Bad_NamesEachFieldOnce(string body, string fields) => Faults(body).ShouldBe(fields.Split(','), ignoreOrder: true);

    [Test]
    public void Read_FieldLeftOut_IsNotTheSameAsNull()
    {
        var command = Read("""{"timeoutSeconds":null,"limits":{"burst":5}}""");

        command.Name.IsGiven.ShouldBeFalse();
        (command.TimeoutSeconds.IsGiven, command.TimeoutSeconds.Value).ShouldBe((true, null));
        (command.Limits.Value!.Burst.Value, command.Limits.Value.Concurrency.IsGiven).ShouldBe((5, false));
    }

    private static IEnumerable<string> Faults(string body) => new UpdateTenantValidator().Validate(Read(body)).Errors.Select(e => e.PropertyName);

    private static UpdateTenantCommand Read(string body) => JsonSerializer.Deserialize<UpdateTenantCommand>(body, JsonSerializerOptions.Web)!;
}
