using McpService.FunctionalTests.Persistence;

namespace McpService.FunctionalTests.Tenants;

/// <summary>PATCH: what is left out stays, null resets, and what cannot be understood changes nothing.</summary>
internal sealed class UpdateTests(Engine engine) : TenantFixture(engine)
{
    [Test]
    public async Task Update_SomeFields_KeepsTheOthers()
    {
        var tenant = await Gateway.CreateTenantAsync("t");
        await PatchAsync(tenant, """{"name":"Acme","tools":{"allow":["hubspot_*"],"deny":["*_delete-*"]},"limits":{"requestsPerSecond":5,"burst":6,"concurrency":7},"timeoutSeconds":8}""");

        await PatchAsync(tenant, """{"tools":{"deny":[]},"limits":{"burst":null}}""");

        var now = await GetAsync(tenant);
        now.GetProperty("name").GetString().ShouldBe("Acme");
        now.GetProperty("integrationKey").GetString().ShouldBe("*");
        now.GetProperty("tools").GetRawText().ShouldBe("""{"allow":["hubspot_*"],"deny":[]}""");
        now.GetProperty("limits").GetRawText().ShouldBe("""{"requestsPerSecond":5,"burst":null,"concurrency":7}""");
        now.GetProperty("timeoutSeconds").GetInt32().ShouldBe(8);
    }

    [Test]
    public async Task Update_Null_ResetsToTheDefault()
    {
        var tenant = await Gateway.CreateTenantAsync("t");
        await PatchAsync(tenant, """{"tools":{"allow":["a"]},"limits":{"concurrency":7},"timeoutSeconds":8}""");

        await PatchAsync(tenant, """{"tools":null,"limits":null,"timeoutSeconds":null}""");

        var now = await GetAsync(tenant);
        now.GetProperty("tools").GetRawText().ShouldBe("""{"allow":[],"deny":[]}""");
        now.GetProperty("limits").GetRawText().ShouldBe("""{"requestsPerSecond":null,"burst":null,"concurrency":null}""");
        now.GetProperty("timeoutSeconds").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
    }

    [Test]
    public async Task Update_IntegrationKey_NextCallGoesToThatIntegration()
    {
        var tenant = await Gateway.CreateTenantAsync("token-of-moved");
        ShouldBeOk(await tenant.ToolAsync(WhoAmI));

        await PatchAsync(tenant, """{"integrationKey":"gmail"}""");
        (await tenant.ToolAsync(ListTools)).Text.ShouldBe("""{"tools":[]}""");
        ShouldBeProblem(await tenant.ToolAsync(WhoAmI), 404, "tool_not_found");

        Upstream.Record.Requests.Last(r => r.Token == "token-of-moved" && r.Method == "tools/list").Query.ShouldContain("apps=gmail");
    }

    [TestCase("{}", "body")]
    [TestCase("""{"limits":{}}""", "limits")]
    [TestCase("""{"tools":{}}""", "tools")]
    [TestCase("""{"name":null}""", "name")]
    [TestCase("""{"name":" "}""", "name")]
    [TestCase("""{"name":"a\u200bb"}""", "name")]
    [TestCase("""{"integrationKey":null}""", "integrationKey")]
    [TestCase("""{"integrationKey":"a b"}""", "integrationKey")]
    [TestCase("""{"tools":{"allow":["a","b","c?"]}}""", "tools.allow[2]")]
    [TestCase("""{"tools":{"deny":["[a-z]"]}}""", "tools.deny[0]")]
    [TestCase("""{"tools":{"deny":["a",""]}}""", "tools.deny[1]")]
    [TestCase("""{"tools":{"deny":[null]}}""", "tools.deny[0]")]
    [TestCase("""{"tools":{"deny":"a"}}""", "tools.deny")]
    [TestCase("""{"tools":{"only":["a"]}}""", "tools.only")]
    [TestCase("""{"limits":{"requestsPerSecond":0}}""", "limits.requestsPerSecond")]
    [TestCase("""{"limits":{"burst":1000001}}""", "limits.burst")]
    [TestCase("""{"limits":{"concurrency":-1}}""", "limits.concurrency")]
    [TestCase("""{"limits":{"concurrency":1.5}}""", "limits.concurrency")]
    [TestCase("""{"limits":[]}""", "limits")]
    [TestCase("""{"timeoutSeconds":0}""", "timeoutSeconds")]
    [TestCase("""{"timeoutSeconds":601}""", "timeoutSeconds")]
    [TestCase("""{"timeoutSeconds":"5"}""", "timeoutSeconds")]
    [TestCase("""{"tenantId":"tenant-other"}""", "tenantId")]
    [TestCase("""{"status":"suspended"}""", "status")]
    public async Task Update_BadBody_400NamesTheFieldAndNothingChanges(string body, string field)
    {
        var tenant = await Gateway.CreateTenantAsync("t");
        var before = await AdminAsync(HttpMethod.Get, PathOf(tenant));

        var answer = await AdminAsync(HttpMethod.Patch, PathOf(tenant), body);

        ShouldBeProblem(answer, 400, "validation_failed");
        answer.FaultyFields.ShouldBe([field]);
        (await AdminAsync(HttpMethod.Get, PathOf(tenant))).Text.ShouldBe(before.Text);
    }

    [Test]
    public async Task Update_TooManyOrTooLongPatterns_400()
    {
        var tenant = await Gateway.CreateTenantAsync("t");
        var many = string.Join(',', Enumerable.Repeat("\"a\"", 101));
        var body = $$$"""{"tools":{"allow":[{{{many}}}],"deny":["{{{new string('a', 201)}}}"]}}""";

        (await AdminAsync(HttpMethod.Patch, PathOf(tenant), body)).FaultyFields.ShouldBe(["tools.allow", "tools.deny[0]"]);
    }

    [Test]
    public async Task Update_Nobody_404() =>
        ShouldBeProblem(await AdminAsync(HttpMethod.Patch, "/api/tenants/tenant-nobody", """{"name":"x"}"""), 404, "tenant_not_found");
}
