using McpService.Infrastructure.Persistence.Tenants;

namespace McpService.UnitTests.Persistence;

/// <summary>What was said to be not done is never done later.</summary>
internal sealed class CommitPointTests
{
    [Test]
    public void Reach_GivenUpBefore_DoesNotCommit()
    {
        var commit = new CommitPoint();

        commit.TryGiveUp().ShouldBeTrue();

        Should.Throw<OperationCanceledException>(commit.Reach);
    }

    [Test]
    public void TryGiveUp_CommitSent_IsInDoubt()
    {
        var commit = new CommitPoint();
        commit.Reach();

        commit.TryGiveUp().ShouldBeFalse();
    }

    [Test]
    public void TryGiveUp_CommitRefused_IsCertain()
    {
        var commit = new CommitPoint();
        commit.Reach();
        commit.Refuse();

        commit.TryGiveUp().ShouldBeTrue();
    }
}
