namespace McpService.Application.Errors;

/// <summary>What is known of an upstream call that did not succeed.</summary>
public enum CallOutcome
{
    /// <summary>The upstream was never asked.</summary>
    NotSent,

    /// <summary>It said no.</summary>
    Failed,

    /// <summary>It may have run.</summary>
    Unknown,
}

/// <summary>How outcomes are spelled in answers.</summary>
public static class CallOutcomes
{
    public static string Spelled(this CallOutcome outcome) => outcome switch
    {
        CallOutcome.NotSent => "not_sent",
        CallOutcome.Failed => "failed",
        _ => "unknown",
    };
}
