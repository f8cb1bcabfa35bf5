namespace McpService.Application.Idempotency;

/// <summary>What is known of a call that was given a key. The numbers are stored.</summary>
public enum CallRecordState
{
    /// <summary>Its intent is committed, and nobody saw its end yet.</summary>
    UnderWay = 0,

    /// <summary>It came to its end, and its result is kept unless it was too large.</summary>
    Done = 1,

    /// <summary>It may have run.</summary>
    Unknown = 2,

    /// <summary>It did not run: its key is free. Such a record is deleted, and never stored.</summary>
    Free = 3,
}
