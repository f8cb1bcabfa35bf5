namespace McpService.Application;

/// <summary>Bounds of what passes between clients and the upstream, the same in every door. In bytes, or characters for texts.</summary>
public static class Bounds
{
    /// <summary>Body of a REST route.</summary>
    public const int Body = 1024 * 1024;

    /// <summary>MCP message of a client.</summary>
    public const int Message = 4 * 1024 * 1024;

    /// <summary>One answer, or one event of a stream, of the upstream.</summary>
    public const int Answer = 8 * 1024 * 1024;

    /// <summary>Name of a tool, prompt or JSON-RPC method.</summary>
    public const int Name = 256;

    /// <summary>Header of the protocol, and what one repeats of a message: an address such as <c>params.uri</c>.</summary>
    public const int Header = 4096;

    /// <summary>A caller's <c>Idempotency-Key</c>.</summary>
    public const int IdempotencyKey = 255;

    /// <summary>A result that is kept for repetitions of its call.</summary>
    public const int KeptResult = 256 * 1024;

    /// <summary>Streams that a tenant may hold open at once, whatever the door.</summary>
    public const int StreamsPerTenant = 100;
}
