namespace McpService.Application.Circuits;

/// <summary>What a call says of the upstream.</summary>
public enum CircuitVerdict
{
    /// <summary>Nothing: it was not asked, or its answer not awaited.</summary>
    None,

    /// <summary>It answers, if only that it refuses.</summary>
    Good,

    /// <summary>It cannot be reached, does not answer, or fails.</summary>
    Bad,
}
