using McpService.Application;
using McpService.Application.Mcp;
using McpService.Application.Upstream;
using McpService.Common.Time;
using McpService.Domain.Tenants;
using McpService.Infrastructure.Mcp.Streams;
using NUnit.Framework;
using Shouldly;

namespace McpService.UnitTests.Mcp;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class TenantStreamsTests
{
    private static readonly Guid Tenant = new("0190b5a2-0000-7000-8000-000000000001");
    private static readonly Guid OldVersion = new("0190b5a2-0000-7000-8000-000000000002");
    private static readonly Guid NewVersion = new("0190b5a2-0000-7000-8000-000000000003");

    private readonly ManualTimeProvider _time = new();
    private TenantStreams _streams = null!;

    [SetUp]
    public void MakeStreams() => _streams = new TenantStreams(_time);

    [Test]
    public void End_CredentialReplaced_EndsThoseOfTheOldOne()
    {
        using var old = Open(OldVersion);
        using var current = Open(NewVersion);

        _streams.End(Tenant, new ConnectionKey(NewVersion, "hubspot"), _time.GetTimestamp());

        (old.Ended.IsCancellationRequested, current.Ended.IsCancellationRequested).ShouldBe((true, false));
    }

    [Test]
    public void End_IntegrationChangedOrAccessGone_EndsAll()
    {
        using var first = Open(NewVersion);
        _streams.End(Tenant, new ConnectionKey(NewVersion, "gmail"), _time.GetTimestamp());
        first.Ended.IsCancellationRequested.ShouldBeTrue();

        using var second = Open(NewVersion);
        _streams.End(Tenant, current: null, _time.GetTimestamp());
        second.Ended.IsCancellationRequested.ShouldBeTrue();
    }

    [Test]
    public void End_AnswerUnderWay_PassesToItsEndUnlessTheTenantIsSuspended()
    {
        using var answer = Open(OldVersion, isAnswer: true);

        _streams.End(Tenant, new ConnectionKey(NewVersion, "hubspot"), _time.GetTimestamp());
        answer.Ended.IsCancellationRequested.ShouldBeFalse();

        _streams.End(Tenant, current: null, _time.GetTimestamp());
        answer.Ended.IsCancellationRequested.ShouldBeTrue();
    }

    [Test]
    public void End_OpenedAfterTheStateWasRead_IsLeftForTheNextTime()
    {
        var asOf = _time.GetTimestamp();
        _time.Advance(TimeSpan.FromMilliseconds(1));
        using var stream = Open(NewVersion);

        _streams.End(Tenant, new ConnectionKey(OldVersion, "hubspot"), asOf);
        stream.Ended.IsCancellationRequested.ShouldBeFalse();

        _streams.End(Tenant, new ConnectionKey(OldVersion, "hubspot"), _time.GetTimestamp());
        stream.Ended.IsCancellationRequested.ShouldBeTrue();
    }

    [Test]
    public void Tenants_StreamClosed_IsForgotten()
    {
        using (Open(NewVersion)) _streams.Tenants.ShouldHaveSingleItem().ShouldBe(Tenant);

        _streams.Tenants.ShouldBeEmpty();
    }

    [Test]
    public void Open_TooMany_IsRefusedUntilOneCloses()
    {
        var open = Enumerable.Range(0, Bounds.StreamsPerTenant).Select(_ => Open(NewVersion)).ToList();
        Should.Throw<McpException>(() => Open(NewVersion));

        open[0].Dispose();

        Open(NewVersion).Dispose();
        foreach (var stream in open) stream.Dispose();
    }

    private TenantStream Open(Guid version, bool isAnswer = false) => _streams.Open(
        new UpstreamTarget(Tenant, "tenant-1", new SealedCredential(version, CredentialKind.Token, "", null), "hubspot", null), requestId: default, isAnswer);
}
