namespace McpService.Domain.Auditing;

/// <summary>How an action ended; for upstream calls the words of the failure table.</summary>
public enum AuditOutcome
{
    /// <summary>Done.</summary>
    Success,

    /// <summary>The gateway said no before anything happened: wrong key, bad input, not found.</summary>
    Refused,

    /// <summary>The upstream was never asked.</summary>
    NotSent,

    /// <summary>The upstream answered with a JSON-RPC error.</summary>
    RpcError,

    /// <summary>The tool ran and reported an error of its own.</summary>
    ToolError,

    /// <summary>The upstream said no.</summary>
    Failed,

    /// <summary>The upstream refused the credential.</summary>
    AuthFailed,

    /// <summary>The upstream asked to slow down.</summary>
    Throttled,

    /// <summary>It may have run: no answer, or none that could be understood.</summary>
    Unknown,

    /// <summary>The caller went away first.</summary>
    Cancelled,
}
