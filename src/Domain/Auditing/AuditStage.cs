namespace McpService.Domain.Auditing;

/// <summary>Which part of an action a row tells.</summary>
public enum AuditStage
{
    /// <summary>An upstream call is about to be made; committed before it is.</summary>
    Intent,

    /// <summary>How the action ended. Alone for what has no intent: administrative changes, refusals, token issues.</summary>
    Outcome,
}
