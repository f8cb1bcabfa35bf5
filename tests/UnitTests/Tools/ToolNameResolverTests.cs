using McpService.Application.Errors;
using McpService.Application.Tenants;
using McpService.Application.Tools;
using McpService.Application.Upstream;
using McpService.Domain.Tenants;
using Moq;

namespace McpService.UnitTests.Tools;

public sealed class ToolNameResolverTests
{
    private readonly Mock<IMcpGateway> _gateway = new(MockBehavior.Strict);

    [TestCase("hubspot_create-contact", "hubspot_create-contact")]
    [TestCase("create-contact", "hubspot_create-contact")]
    [TestCase("listTools", "hubspot_listTools")]
    [TestCase("listTools", "listTools", "*")]
    [TestCase("send", "gmail_send", "hubspot,gmail")]
    public async Task ResolveAsync_FullOrShortName_GivesTheFullName(string name, string expected, string integrationKey = "hubspot")
    {
        Upstream(known: ["hubspot_create-contact", "listTools", "hubspot_listTools", "gmail_send", "notion_send"]);
        (await ResolveAsync(name, integrationKey: integrationKey)).ShouldBe(expected);
    }

    [Test]
    public async Task ResolveAsync_ShortNameOfTwoKeys_IsAmbiguousUnlessThePolicyHidesOne()
    {
        Upstream(known: ["hubspot_send", "gmail_send"]);

        var refused = await Should.ThrowAsync<UpstreamException>(() => ResolveAsync("send", integrationKey: "hubspot,gmail"));
        var found = await ResolveAsync("send", new ToolPolicy([], ["gmail_*"]), "hubspot,gmail");

        refused.Failure.ShouldBe(UpstreamFailure.ToolAmbiguous);
        refused.Message.ShouldContain("hubspot_send or gmail_send");
        found.ShouldBe("hubspot_send");
    }

    [Test]
    public async Task ResolveAsync_NameMissing_LooksOnceMore()
    {
        Upstream(known: [], afterRefresh: ["hubspot_new"]);
        (await ResolveAsync("new")).ShouldBe("hubspot_new");
    }

    [Test]
    public async Task ResolveAsync_NameUnknownAfterRefresh_IsNotFoundAndNotSent()
    {
        Upstream(known: ["hubspot_a"]);
        (await Should.ThrowAsync<UpstreamException>(() => ResolveAsync("b"))).Failure.ShouldBe(UpstreamFailure.ToolNotFound);
    }

    [Test]
    public async Task ResolveAsync_NameMissingFromADoubtfulList_IsForTheUpstreamToJudge()
    {
        Upstream(known: ["hubspot_a"], isWhole: false);
        (await ResolveAsync("hubspot_b")).ShouldBe("hubspot_b");
        (await Should.ThrowAsync<UpstreamException>(() => ResolveAsync("hubspot_b", new ToolPolicy([], ["hubspot_b"])))).Failure.ShouldBe(UpstreamFailure.ToolNotFound);
        (await Should.ThrowAsync<UpstreamException>(() => ResolveAsync("gmail_b"))).Failure.ShouldBe(UpstreamFailure.ToolNotFound);
    }

    [Test]
    public async Task ResolveAsync_HiddenByPolicy_IsNotFoundToo()
    {
        Upstream(known: ["hubspot_delete"]);
        (await Should.ThrowAsync<UpstreamException>(() => ResolveAsync("delete", new ToolPolicy([], ["*_delete"])))).Failure.ShouldBe(UpstreamFailure.ToolNotFound);
    }

    private Task<string> ResolveAsync(string name, ToolPolicy? policy = null, string integrationKey = "hubspot")
    {
        var credential = new SealedCredential(Guid.Empty, CredentialKind.Token, "blob", null);
        var tenant = new TenantSnapshot(Guid.Empty, "tenant-x", integrationKey, TenantStatus.Active, policy ?? ToolPolicy.Everything, TenantLimits.Default, null, credential, []);
        return new ToolNameResolver(_gateway.Object).ResolveAsync(tenant, UpstreamTarget.Of(tenant), name, CancellationToken.None).AsTask();
    }

    private void Upstream(string[] known, string[]? afterRefresh = null, bool isWhole = true)
    {
        _gateway.Setup(g => g.GetToolNamesAsync(It.IsAny<UpstreamTarget>(), false, It.IsAny<CancellationToken>())).ReturnsAsync(new KnownTools(known.ToHashSet(), isWhole));
        _gateway.Setup(g => g.GetToolNamesAsync(It.IsAny<UpstreamTarget>(), true, It.IsAny<CancellationToken>())).ReturnsAsync(new KnownTools((afterRefresh ?? known).ToHashSet(), isWhole));
    }
}
