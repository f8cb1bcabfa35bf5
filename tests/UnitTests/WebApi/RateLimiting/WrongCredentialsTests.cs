using System.Net;
using McpService.Application.Limits;
using McpService.Common.Time;
using McpService.WebApi.RateLimiting;
using Microsoft.Extensions.Options;

namespace McpService.UnitTests.WebApi.RateLimiting;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class WrongCredentialsTests
{
    private static readonly IPAddress Machine = IPAddress.Parse("2001:db8:1:2::1");

    private readonly ManualTimeProvider _time = new();
    private WrongCredentials _one = null!;
    private WrongCredentials _other = null!;

    [SetUp]
    public void Make() => (_one, _other) = (New(), New());

    [Test]
    public void Add_MachinesOfOneSite_AreHeldToTheSitesRateTogether()
    {
        var granted = Enumerable.Range(0, 50).Count(i => _one.Add(IPAddress.Parse($"2001:db8:1:{i:x}::1"), NetworkPurpose.Credential).Granted);

        granted.ShouldBe(20);
        _one.Add(IPAddress.Parse("2001:db8:2::1"), NetworkPurpose.Credential).Granted.ShouldBeTrue();
    }

    [Test]
    public void Learn_WhatAnotherKnows_RefusesUntilThen()
    {
        for (var i = 0; i < 10; i++) _one.Add(Machine, NetworkPurpose.Credential);

        _other.Learn([new NetworkRest(NetworkKey.Of(Machine, NetworkPurpose.Credential).ToString(), TimeSpan.FromMinutes(1))]);

        _other.Add(Machine, NetworkPurpose.Credential).Granted.ShouldBeFalse();
        _other.Look(Machine, NetworkPurpose.RefusedToken).Granted.ShouldBeTrue();
        _time.Advance(TimeSpan.FromSeconds(6));
        _other.Add(Machine, NetworkPurpose.Credential).Granted.ShouldBeTrue();
    }

    [Test]
    public void Take_Counted_TellsEachTryOnceAndThoseOfMostFirst()
    {
        for (var i = 0; i < 100; i++) _one.Add(IPAddress.Parse($"192.0.2.{i}"), NetworkPurpose.Credential);
        for (var i = 0; i < 15; i++) _one.Add(IPAddress.Parse("192.0.2.7"), NetworkPurpose.Credential);

        var first = _one.Take(60);
        var rest = _one.Take(60);

        (first[0].Tries, first[0].Each).ShouldBe((10, TimeSpan.FromSeconds(6)));
        (first.Count, rest.Count).ShouldBe((60, 40));
        _one.Take(60).ShouldBeEmpty();
        _one.PutBack([first[0]]);
        _one.Take(60).ShouldBe([first[0]]);
    }

    [Test]
    public void Add_FloodOfAddresses_StaysBounded()
    {
        for (var i = 0; i < 300_000; i++) _one.Add(new IPAddress(i), NetworkPurpose.Credential);

        _one.Take(int.MaxValue - 1).Count.ShouldBeLessThanOrEqualTo(100_000);
    }

    private WrongCredentials New() => new(Options.Create(new RateLimitOptions { AuthPerMinute = 10, AuthPerMinuteOfSite = 20 }), _time);
}
