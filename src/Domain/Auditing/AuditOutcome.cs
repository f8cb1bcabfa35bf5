namespace McpService.Domain.Auditing;

/// <summary>How an action ended; for upstream calls the words of the failure table.</summary>
// The numbers are stored.
public enum AuditOutcome
{
    /// <summary>Done.</summary>
    Success = 0,

    /// <summary>The gateway said no before anything happened: wrong key, bad input, not found.</summary>
    Refused = 1,

    /// <summary>The upstream was never asked.</summary>
    NotSent = 2,

    /// <summary>The upstream answered with a JSON-RPC error.</summary>
    RpcError = 3,

    /// <summary>The tool ran and reported an error of its own.</summary>
    ToolError = 4,

    /// <summary>The upstream said no.</summary>
    Failed = 5,

    /// <summary>The upstream refused the credential.</summary>
    AuthFailed = 6,

    /// <summary>The upstream asked to slow down.</summary>
    Throttled = 7,

    /// <summary>It may have run: no answer, or none that could be understood.</summary>
    Unknown = 8,

    /// <summary>The caller went away first.</summary>
    Cancelled = 9,

    /// <summary>Done before; the caller was told again what came of it.</summary>
    Replayed = 10,
}
