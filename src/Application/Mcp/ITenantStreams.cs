namespace McpService.Application.Mcp;

/// <summary>The one account of the streams that tenants hold open, whatever the door.</summary>
public interface ITenantStreams
{
    /// <summary>Takes a place for a stream that stays open for what may come.</summary>
    /// <exception cref="McpException">The tenant has as many as it may.</exception>
    IStreamPlace Open(StreamHolder holder);
}

/// <summary>The place of one open stream of a client; disposing it gives it back.</summary>
public interface IStreamPlace : IDisposable
{
    /// <summary>Fires when the gateway ends the stream.</summary>
    CancellationToken Ended { get; }

    /// <summary>It ends because the process does, and not for what its holder did: the client may come back, to another.</summary>
    bool MayComeBack { get; }
}
