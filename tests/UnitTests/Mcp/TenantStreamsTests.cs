using McpService.Application;
using McpService.Application.Callers;
using McpService.Application.Errors;
using McpService.Application.Health;
using McpService.Application.Mcp;
using McpService.Application.Tenants;
using McpService.Application.Upstream;
using McpService.Common.Time;
using McpService.Domain.Auditing;
using McpService.Domain.Tenants;
using McpService.Infrastructure.Mcp.Streams;
using Moq;
using NUnit.Framework;
using Shouldly;

namespace McpService.UnitTests.Mcp;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class TenantStreamsTests : IDisposable
{
    private static readonly Guid Tenant = new("0190b5a2-0000-7000-8000-000000000001");
    private static readonly Guid OldVersion = new("0190b5a2-0000-7000-8000-000000000002");
    private static readonly Guid NewVersion = new("0190b5a2-0000-7000-8000-000000000003");

    private readonly ManualTimeProvider _time = new();
    private readonly DrainState _drain = new(TimeProvider.System);
    private TenantStreams _streams = null!;

    [SetUp]
    public void MakeStreams() => _streams = new TenantStreams(_drain, _time, Bounds.StreamsPerTenant + 1);

    public void Dispose() => _drain.Dispose();

    [Test]
    public void End_CredentialReplaced_EndsThoseOfTheOldOne()
    {
        using var old = Open(OldVersion);
        using var current = Open(NewVersion);

        _streams.End(Tenant, Access(NewVersion, "hubspot"), _time.GetTimestamp());

        (old.Ended.IsCancellationRequested, current.Ended.IsCancellationRequested).ShouldBe((true, false));
    }

    [Test]
    public void End_IntegrationChangedOrAccessGone_EndsAll()
    {
        using var first = Open(NewVersion);
        _streams.End(Tenant, Access(NewVersion, "gmail"), _time.GetTimestamp());
        first.Ended.IsCancellationRequested.ShouldBeTrue();

        using var second = Open(NewVersion);
        _streams.End(Tenant, current: null, _time.GetTimestamp());
        second.Ended.IsCancellationRequested.ShouldBeTrue();
    }

    [Test]
    public void End_AnswerUnderWay_PassesToItsEndUnlessTheTenantIsSuspended()
    {
        using var answer = Open(OldVersion, isAnswer: true);

        _streams.End(Tenant, Access(NewVersion, "hubspot"), _time.GetTimestamp());
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

        _streams.End(Tenant, Access(OldVersion, "hubspot"), asOf);
        stream.Ended.IsCancellationRequested.ShouldBeFalse();

        _streams.End(Tenant, Access(OldVersion, "hubspot"), _time.GetTimestamp());
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

    [Test]
    public void Open_TooManyOfAllTenants_IsOverloadedUntilOneCloses_AnswersPass()
    {
        _streams = new TenantStreams(_drain, _time, max: 1);
        var one = Open(NewVersion);

        Should.Throw<OverloadedException>(() => Open(NewVersion));
        Open(NewVersion, isAnswer: true).Dispose();

        one.Dispose();
        Open(NewVersion).Dispose();
        _streams.Count.ShouldBe(0);
    }

    [Test]
    public void End_KeyRevoked_EndsWhatHangsOnItAndNothingElse()
    {
        using var listening = Open(NewVersion, apiKeyId: "gone");
        using var answer = Open(NewVersion, isAnswer: true, apiKeyId: "gone");
        using var other = Open(NewVersion);

        _streams.End(Tenant, Access(NewVersion), _time.GetTimestamp());

        (listening.Ended.IsCancellationRequested, answer.Ended.IsCancellationRequested, other.Ended.IsCancellationRequested).ShouldBe((true, true, false));
    }

    [Test]
    public void End_TokenExpired_EndsTheStreamAndLeavesTheAnswer()
    {
        var endsAt = _time.GetUtcNow() + TimeSpan.FromMinutes(1);
        using var listening = Open(NewVersion, endsAt: endsAt);
        using var answer = Open(NewVersion, isAnswer: true, endsAt: endsAt);

        _streams.End(Tenant, Access(NewVersion), _time.GetTimestamp());
        listening.Ended.IsCancellationRequested.ShouldBeFalse();

        _time.Advance(TimeSpan.FromMinutes(1));
        _streams.End(Tenant, Access(NewVersion), _time.GetTimestamp());
        (listening.Ended.IsCancellationRequested, answer.Ended.IsCancellationRequested).ShouldBe((true, false));
    }

    [Test]
    public void Open_Answers_AreNotCounted()
    {
        var open = Enumerable.Range(0, Bounds.StreamsPerTenant).Select(_ => Open(NewVersion)).ToList();

        Open(NewVersion, isAnswer: true).Dispose();

        foreach (var stream in open) stream.Dispose();
    }

    [Test]
    public void Draining_IdleStreams_EndAndMayComeBack_AnswersGoOn()
    {
        using var idle = Open(NewVersion);
        using var answer = Open(NewVersion, isAnswer: true);

        _drain.Begin();
        using var late = Open(NewVersion);

        (idle.Ended.IsCancellationRequested, idle.MayComeBack, late.Ended.IsCancellationRequested, answer.Ended.IsCancellationRequested).ShouldBe((true, true, true, false));
    }

    [Test]
    public void Lent_Disposed_LeavesTheStreamInTheAccount()
    {
        using var stream = Open(NewVersion);
        using (var lent = _streams.Open(Exchange(stream), isAnswer: true))
        {
            stream.End();
            lent.Ended.IsCancellationRequested.ShouldBeTrue();
        }

        _streams.Tenants.ShouldHaveSingleItem();
    }

    [Test]
    public void Lent_ProcessLeaves_AnswerGoesOnUntilEverythingEnds()
    {
        using var stream = Open(NewVersion);
        using var answer = stream.Lend(isAnswer: true);
        using var news = stream.Lend(isAnswer: false);

        stream.Leave();
        (answer.Ended.IsCancellationRequested, news.Ended.IsCancellationRequested, news.MayComeBack).ShouldBe((false, true, true));

        stream.End();
        using var late = stream.Lend(isAnswer: true);
        (answer.Ended.IsCancellationRequested, late.Ended.IsCancellationRequested, news.MayComeBack).ShouldBe((true, true, false));
    }

    [Test]
    public async Task Lent_ReadToItsEnd_LeavesTheStreamOpen()
    {
        using var stream = Open(NewVersion);
        using var lent = stream.Lend(isAnswer: false);

        await lent.StopAsync();

        (lent.Ended.IsCancellationRequested, lent.MayComeBack, stream.Ended.IsCancellationRequested).ShouldBe((true, false, false));
    }

    private static TenantAccess Access(Guid version, string apps = "hubspot") => new(new ConnectionKey(version, apps), new HashSet<string> { "key" });

    private static McpExchange Exchange(IStreamPlace stream) => new() { Verb = McpVerb.Get, Context = new Mock<ICallContext>().Object, Stream = stream };

    private TenantStream Open(Guid version, bool isAnswer = false, string apiKeyId = "key", DateTimeOffset? endsAt = null)
    {
        var tenant = new TenantSnapshot(
            Tenant, "tenant-1", "hubspot", TenantStatus.Active, ToolPolicy.Everything, TenantLimits.Default, null, new SealedCredential(version, CredentialKind.Token, "", null), []);
        var call = new Mock<ICallContext>();
        call.Setup(c => c.Caller).Returns(new Caller(AuditActor.Tenant, tenant, apiKeyId) { EndsAt = endsAt });
        return _streams.Open(new McpExchange { Verb = McpVerb.Get, Context = call.Object }, isAnswer);
    }
}
