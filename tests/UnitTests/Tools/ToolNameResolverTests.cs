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
    [TestCase("listTools", "listTools")]
    public async Task ResolveAsync_FullOrShortName_GivesTheFullName(string name, string expected)
    {
        Upstream(known: ["hubspot_create-contact", "listTools", "hubspot_listTools"]);
        (await ResolveAsync(name)).ShouldBe(expected);
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
    public async Task ResolveAsync_HiddenByPolicy_IsNotFoundToo()
    {
        Upstream(known: ["hubspot_delete"]);
        (await Should.ThrowAsync<UpstreamException>(() => ResolveAsync("delete", new ToolPolicy([], ["*_delete"])))).Failure.ShouldBe(UpstreamFailure.ToolNotFound);
    }

    private Task<string> ResolveAsync(string name, ToolPolicy? policy = null)
    {
        var credential = new SealedCredential(Guid.Empty, CredentialKind.Token, "blob", null);
        var tenant = new TenantSnapshot(Guid.Empty, "tenant-x", "hubspot", TenantStatus.Active, policy ?? ToolPolicy.Everything, TenantLimits.Default, null, credential, []);
        return new ToolNameResolver(_gateway.Object).ResolveAsync(tenant, UpstreamTarget.Of(tenant), name, CancellationToken.None).AsTask();
    }

    private void Upstream(string[] known, string[]? afterRefresh = null)
    {
        _gateway.Setup(g => g.GetToolNamesAsync(It.IsAny<UpstreamTarget>(), false, It.IsAny<CancellationToken>())).ReturnsAsync(known.ToHashSet());
        _gateway.Setup(g => g.GetToolNamesAsync(It.IsAny<UpstreamTarget>(), true, It.IsAny<CancellationToken>())).ReturnsAsync((afterRefresh ?? known).ToHashSet());
    }
}
