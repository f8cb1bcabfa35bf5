namespace McpService.Common.Databases;

/// <summary>How a <see cref="PostgresServer"/> of a test is set up.</summary>
public sealed record PostgresSettings
{
    /// <summary>Writes wait for the disk. Off: faster, and enough unless the machine itself is to fail.</summary>
    public bool Fsync { get; init; }

    public int MaxConnections { get; init; } = 200;
}
