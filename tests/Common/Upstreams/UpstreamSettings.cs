using System.Security.Cryptography;

namespace McpService.Common.Upstreams;

/// <summary>Switches of a <see cref="ScriptableUpstream"/>; the defaults are the observed server. May be changed while it runs.</summary>
public sealed class UpstreamSettings
{
    /// <summary>Answer requests with <c>application/json</c> instead of an event stream.</summary>
    public bool AnswerAsJson { get; set; }

    /// <summary>Hand out no session ids and need none.</summary>
    public bool Stateless { get; set; }

    /// <summary>Serve GET: pushed messages and resumption by <c>Last-Event-ID</c>. Off: GET is 405, so that clients open no stream.</summary>
    public bool GetStreams { get; set; }

    /// <summary>Accept only tokens that are JWTs with a claim <c>id</c>; off: any token is a user.</summary>
    public bool RequireJwt { get; set; }

    /// <summary>List and run every tool, whatever <c>apps</c> says, as servers do that know no such query.</summary>
    public bool IgnoreApps { get; set; }

    /// <summary>List by <c>apps</c>, and run whatever is asked for.</summary>
    public bool RunUnlisted { get; set; }

    /// <summary>Keep requests and events in memory; off for runs of many thousands of calls. Counters go on.</summary>
    public bool KeepHistory { get; set; } = true;

    /// <summary>Bytes of a request body, above which the answer is 413.</summary>
    public int MaxBodyBytes { get; set; } = 100 * 1024;

    /// <summary>Revisions it speaks, newest first.</summary>
    public IReadOnlyList<string> ProtocolVersions { get; set; } = ["2025-06-18", "2025-03-26", "2024-11-05"];

    /// <summary>It has a revision in which clients initialize.</summary>
    public bool KnowsInitialize => ProtocolVersions.Any(v => string.CompareOrdinal(v, "2026") < 0);

    /// <summary>It has a revision in which requests stand alone.</summary>
    public bool KnowsDiscover => ProtocolVersions.Any(v => string.CompareOrdinal(v, "2026") > 0);

    /// <summary>Makes session ids.</summary>
    public Func<string> NewSessionId { get; set; } = () => RandomNumberGenerator.GetHexString(32, lowercase: true);
}
