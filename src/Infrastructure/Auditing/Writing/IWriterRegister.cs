using McpService.Infrastructure.Auditing.Chain;

namespace McpService.Infrastructure.Auditing.Writing;

/// <summary>The writers there are, as a writer needs them.</summary>
internal interface IWriterRegister
{
    /// <summary>A new writer, from now on one of this process's.</summary>
    Task<long> OpenAsync(WriterKind kind, CancellationToken cancellationToken);

    /// <summary>The writer has written its last batch, and leaves nothing open.</summary>
    Task CloseAsync(long writer, CancellationToken cancellationToken);

    /// <summary>The heads of all other chains, for the first batch of a new one.</summary>
    Task<List<TrailHead>> HeadsAsync(long me, CancellationToken cancellationToken);
}
