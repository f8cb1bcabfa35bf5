namespace McpService.Infrastructure.Auditing.Writing;

/// <summary>What a writer writes. The numbers are stored.</summary>
internal enum WriterKind
{
    /// <summary>Calls, and what is recorded after the fact.</summary>
    Calls = 0,

    /// <summary>Administrative changes, and what other writers left.</summary>
    Changes = 1,
}
