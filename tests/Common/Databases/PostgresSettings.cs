namespace McpService.Common.Databases;

/// <summary>How a <see cref="PostgresServer"/> of a test is set up.</summary>
public sealed record PostgresSettings
{
    /// <summary>Writes wait for the disk. Off: faster, and enough unless the machine itself is to fail.</summary>
    public bool Fsync { get; init; }

    public int MaxConnections { get; init; } = 200;

    /// <summary>Where its databases are, but not its log of what was written (WAL); null for the machine's disk. Ended after the server.</summary>
    public SmallDisk? Disk { get; init; }
}
