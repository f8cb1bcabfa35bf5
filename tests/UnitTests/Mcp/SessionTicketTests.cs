using McpService.Application.Upstream;
using McpService.Common.Keys;
using McpService.Common.Time;
using McpService.Domain.Tenants;
using McpService.Infrastructure.Mcp.Relay;
using McpService.Infrastructure.Security.ServiceKeys;

namespace McpService.UnitTests.Mcp;

/// <summary>Each ticket is opened twice, since what has opened once is kept: it must open for nothing more the second time.</summary>
internal sealed class SessionTicketTests
{
    private const string SessionId = "the-upstreams-session";
    private const string Query = "apps=hubspot";

    private readonly FixedTime _time = new();
    private readonly MemoryKeyStore _store = new();
    private ServiceKeyRing _keys = null!;
    private SessionTickets _tickets = null!;

    [SetUp]
    public async Task LoadKeys()
    {
        _time.Now = FixedTime.Start;
        _store.Rows.Clear();
        _keys = await TestKeys.RingAsync(_time, _store);
        _tickets = new SessionTickets(_keys, _time);
    }

    [Test]
    public void Open_AsItWasSealed_TellsTheSessionEachTime()
    {
        var target = Target();
        var ticket = _tickets.Seal(SessionId, target, Query, tokenExpiresAt: null);
        for (var i = 0; i < 3; i++) Open(ticket, target, Query).ShouldBe(SessionId);
    }

    [Test]
    public void Open_OfAnotherTenantCredentialOrQuery_OpensNothingAlsoOnceItWasOpened()
    {
        var target = Target();
        var ticket = _tickets.Seal(SessionId, target, Query, tokenExpiresAt: null);
        for (var i = 0; i < 2; i++)
        {
            Open(ticket, Target(), Query).ShouldBeNull();
            Open(ticket, target with { Credential = target.Credential with { Version = Id(9) } }, Query).ShouldBeNull();
            Open(ticket, target, Query + "&mode=dynamic").ShouldBeNull();
            Open(ticket, target, Query).ShouldBe(SessionId);
        }
    }

    [Test]
    public void Open_AMinuteBeforeTheTokenEnds_OpensNothingMore()
    {
        var target = Target();
        var ticket = _tickets.Seal(SessionId, target, Query, _time.Now.AddMinutes(2));
        Open(ticket, target, Query).ShouldBe(SessionId);

        _time.Now = _time.Now.AddMinutes(1);
        Open(ticket, target, Query).ShouldBeNull();
        _tickets.Open(ticket, target, Query, isLast: true).ShouldBe(SessionId); // to end it there is time until the token ends
    }

    [Test]
    public async Task Open_KeyGone_OpensNothingMore()
    {
        var target = Target();
        var ticket = _tickets.Seal(SessionId, target, Query, tokenExpiresAt: null);
        Open(ticket, target, Query).ShouldBe(SessionId);

        _store.Rows.RemoveAll(row => row.Purpose == ServiceKeyPurpose.SessionTicket);
        await _keys.EnsureAsync(CancellationToken.None);
        Open(ticket, target, Query).ShouldBeNull();
    }

    [Test]
    public void Open_ChangedByACharacter_OpensNothing()
    {
        var target = Target();
        var ticket = _tickets.Seal(SessionId, target, Query, tokenExpiresAt: null);
        Open(ticket, target, Query).ShouldBe(SessionId);
        for (var i = 0; i < ticket.Length; i++) Open($"{ticket[..i]}{(ticket[i] == 'x' ? 'y' : 'x')}{ticket[(i + 1)..]}", target, Query).ShouldBeNull($"position {i}");
    }

    private string? Open(string ticket, UpstreamTarget target, string query) => _tickets.Open(ticket, target, query, isLast: false);

    private static Guid Id(byte last) => new([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, last]);

    private int _tenants;

    private UpstreamTarget Target() => new(Id((byte)++_tenants), "tenant-1", new SealedCredential(Id(1), CredentialKind.Token, "blob", ExpiresAt: null), "hubspot", Timeout: null);
}
