using System.ComponentModel.DataAnnotations;
using McpService.Application.Calls;
using McpService.Application.Circuits;
using McpService.Application.Mcp;
using McpService.Application.Upstream;
using McpService.Domain.Tenants;
using McpService.Infrastructure.Settings;

namespace McpService.Infrastructure.Mcp.Http;

/// <summary>The MCP server behind the gateway and how it is talked to.</summary>
internal sealed class UpstreamOptions : ICheckedSettings
{
    /// <summary>Value of <see cref="ProtocolVersion"/> that finds out what the upstream speaks, and asks for the newest session revision the gateway knows.</summary>
    public const string AutomaticVersion = "auto";

    private const int CallsPerProcessor = 64;

    /// <summary>Streamable HTTP endpoint of the upstream. Required in production; in development the embedded default.</summary>
    [Setting("INTEGRATION_APP_MCP_URL")]
    public Uri? Url { get; set; }

    /// <summary>The MCP revision that the upstream speaks, or <c>auto</c> to find out. Default <c>auto</c>.</summary>
    [Setting("UPSTREAM_PROTOCOL_VERSION")]
    public string ProtocolVersion { get; set; } = AutomaticVersion;

    /// <summary>Limit of one upstream call in all, in seconds. Default 30, 1 to 600.</summary>
    [Setting("UPSTREAM_TIMEOUT_SECONDS"), Range(1, Tenant.MaxTimeoutSeconds)]
    public int TimeoutSeconds { get; set; } = 30;

    /// <summary>Hosts that may be reached over http or at private addresses. Default none.</summary>
    [Setting("UPSTREAM_ALLOWED_HOSTS")]
    public IReadOnlyList<string> AllowedHosts { get; set; } = [];

    /// <summary>Upstream sessions kept open at once, over all tenants. Default 10,000, 1 to 1,000,000.</summary>
    [Setting("UPSTREAM_MAX_SESSIONS"), Range(1, 1_000_000)]
    public int MaxSessions { get; set; } = 10_000;

    /// <summary>Upstream sessions of one tenant's MCP clients open at once. Default 1,000, 1 to 1,000,000.</summary>
    [Setting("UPSTREAM_MAX_SESSIONS_PER_TENANT"), Range(1, 1_000_000)]
    public int MaxSessionsPerTenant { get; set; } = 1_000;

    /// <summary>Seconds a person may take to answer what the upstream asks (elicitation, sampling, roots); a call's limit stands still so long. Default 600, 1 to 86,400.</summary>
    [Setting("INPUT_TIMEOUT_SECONDS"), Range(1, 86_400)]
    public int InputTimeoutSeconds { get; set; } = 600;

    /// <summary>Calls of one tenant that may wait for their clients' answers at once, 1 to 10,000. Default 20.</summary>
    [Setting("PARKED_CALLS_PER_TENANT"), Range(1, 10_000)]
    public int ParkedCallsPerTenant { get; set; } = 20;

    /// <summary>How often one call may ask its client, 1 to 100. Default 10.</summary>
    [Setting("INPUT_MAX_ROUNDS"), Range(1, 100)]
    public int InputMaxRounds { get; set; } = 10;

    /// <summary>Idle sessions kept for each tenant's calls that may ask their clients something, 0 to 1,000. Default 4.</summary>
    [Setting("UPSTREAM_MAX_IDLE_DIALOGUES"), Range(0, 1_000)]
    public int MaxIdleDialogues { get; set; } = 4;

    /// <summary>Seconds without a call after which a tenant's session is closed. Default 600, 1 to 86,400.</summary>
    [Setting("UPSTREAM_SESSION_IDLE_SECONDS"), Range(1, 86_400)]
    public int SessionIdleSeconds { get; set; } = 600;

    /// <summary>Calls after which a session is replaced, because the upstream keeps every event of one in memory. Default 10,000, 1 to 10,000,000.</summary>
    [Setting("UPSTREAM_SESSION_MAX_CALLS"), Range(1, 10_000_000)]
    public int SessionMaxCalls { get; set; } = 10_000;

    /// <summary>Fewest calls of a tenant within the window from which its circuit judges the upstream. Default 10, 1 to 1,000,000.</summary>
    [Setting("UPSTREAM_CIRCUIT_CALLS"), Range(1, 1_000_000)]
    public int CircuitCalls { get; set; } = 10;

    /// <summary>Percent of them that failed, from which no further call is sent for a while. Default 50, 1 to 100.</summary>
    [Setting("UPSTREAM_CIRCUIT_PERCENT"), Range(1, 100)]
    public int CircuitPercent { get; set; } = 50;

    /// <summary>How far back calls count, in seconds. Default 20, 2 to 3,600.</summary>
    [Setting("UPSTREAM_CIRCUIT_WINDOW_SECONDS"), Range(2, 3_600)]
    public int CircuitWindowSeconds { get; set; } = 20;

    /// <summary>Seconds until one call tries again. Default 5, 1 to 3,600.</summary>
    [Setting("UPSTREAM_CIRCUIT_OPEN_SECONDS"), Range(1, 3_600)]
    public int CircuitOpenSeconds { get; set; } = 5;

    /// <summary>Streams open towards clients for news, over all tenants, 1 to 1,000,000. Default 10,000.</summary>
    [Setting("MAX_STREAMS"), Range(1, 1_000_000)]
    public int MaxStreams { get; set; } = 10_000;

    /// <summary>Fewest calls of all tenants within the window from which connecting to the upstream is judged. Default 20, 1 to 1,000,000.</summary>
    [Setting("UPSTREAM_OUTAGE_CALLS"), Range(1, 1_000_000)]
    public int OutageCalls { get; set; } = 20;

    /// <summary>Fewest tenants among those that did not reach it. Default 3, 1 to 1,000.</summary>
    [Setting("UPSTREAM_OUTAGE_TENANTS"), Range(1, 1_000)]
    public int OutageTenants { get; set; } = 3;

    /// <summary>Calls of this process under way at once; beyond, they wait in turn. Default 64 for each processor, 1 to 100,000.</summary>
    [Setting("MAX_CONCURRENT_CALLS"), Range(1, 100_000)]
    public int? MaxConcurrentCalls { get; set; }

    /// <summary>Calls that may wait for that, over all tenants; beyond, they are refused. Default 1,000, 0 to 1,000,000.</summary>
    [Setting("MAX_WAITING_CALLS"), Range(0, 1_000_000)]
    public int MaxWaitingCalls { get; set; } = 1_000;

    /// <summary>When a tenant's calls are no longer sent.</summary>
    public CircuitRules Circuit => new(CircuitCalls, CircuitPercent, TimeSpan.FromSeconds(CircuitWindowSeconds), TimeSpan.FromSeconds(CircuitOpenSeconds));

    /// <summary>When nobody's calls are sent, because nobody reaches it.</summary>
    public CircuitRules Outage => Circuit with { Calls = OutageCalls, Tenants = OutageTenants };

    /// <summary>How many calls are made at once.</summary>
    public CallPlaceRules Places => new(MaxConcurrentCalls ?? CallsPerProcessor * Environment.ProcessorCount, MaxWaitingCalls, TimeSpan.FromSeconds(TimeoutSeconds));

    /// <summary>Revision to ask for.</summary>
    public string RequestedVersion => ProtocolVersion == AutomaticVersion ? McpRevisions.NewestWithSessions : ProtocolVersion;

    /// <summary>Limit of one call of this tenant, in all.</summary>
    public TimeSpan TimeoutOf(UpstreamTarget target) => target.Timeout ?? TimeSpan.FromSeconds(TimeoutSeconds);

    public bool IsAllowed(string host) => AllowedHosts.Contains(host, StringComparer.OrdinalIgnoreCase);

    public IEnumerable<string> Faults(bool isDevelopment)
    {
        if (ProtocolVersion != AutomaticVersion && !McpRevisions.All.Contains(ProtocolVersion))
            yield return $"UPSTREAM_PROTOCOL_VERSION must be auto or one of {string.Join(", ", McpRevisions.All)}.";
        if (Url is null)
        {
            if (!isDevelopment) yield return "INTEGRATION_APP_MCP_URL is required in production: the address of your MCP server, such as https://mcp.example.com/mcp.";
            yield break;
        }

        if (Url.Scheme != Uri.UriSchemeHttps && Url.Scheme != Uri.UriSchemeHttp) yield return "INTEGRATION_APP_MCP_URL must be an http or https URL.";
        else if (Url.Scheme == Uri.UriSchemeHttp && !isDevelopment && !Url.IsLoopback && !IsAllowed(Url.Host))
            yield return "INTEGRATION_APP_MCP_URL must be https; to use http on a trusted network, name its host in UPSTREAM_ALLOWED_HOSTS.";
        if (Url.UserInfo.Length > 0 || Url.Query.Length > 0 || Url.Fragment.Length > 0)
            yield return "INTEGRATION_APP_MCP_URL must have no user, password, query or fragment: credentials belong to tenants.";
    }
}
