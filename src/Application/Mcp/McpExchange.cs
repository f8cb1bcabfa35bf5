using McpService.Application.Callers;
using McpService.Domain.Auditing;

namespace McpService.Application.Mcp;

/// <summary>One HTTP request to the MCP endpoint, as far as it matters to the upstream. Credentials are not in it.</summary>
public sealed record McpExchange
{
    public required McpVerb Verb { get; init; }

    /// <summary>Whose it is.</summary>
    public required ICallContext Context { get; init; }

    /// <summary>Id of the HTTP request, for errors to name.</summary>
    public string RequestId => Context.RequestId;

    /// <summary>The message of a POST; null on GET and DELETE.</summary>
    public McpMessage? Message { get; init; }

    /// <summary>Id of the message where it wants an answer, as it stands there; else empty.</summary>
    public ReadOnlyMemory<byte> MessageId => Message is { Kind: McpMessageKind.Request } request ? request.Id : default;

    /// <summary>Asks to be told of news: its answer is silent till there is some, and ends when the client leaves.</summary>
    public bool IsListening => Message is { } message && message.IsRequest(McpMethods.Listen);

    /// <summary>The client's <c>Mcp-Session-Id</c>: a ticket of ours, or null.</summary>
    public string? Ticket { get; init; }

    /// <summary>The client's <c>MCP-Protocol-Version</c>, or null.</summary>
    public string? Revision { get; init; }

    /// <summary>The client's <c>Last-Event-ID</c>, or null.</summary>
    public string? LastEventId { get; init; }

    /// <summary>The answer leaves elsewhere than on the response to this exchange: its client sees no HTTP status, and cannot resume a stream that ended early.</summary>
    public bool IsOneWay { get; init; }

    /// <summary><c>apps</c> of the query, or null.</summary>
    public string? Apps { get; init; }

    /// <summary><c>mode</c> of the query, or null.</summary>
    public string? Mode { get; init; }

    /// <summary>The stream that the answer goes out on, where the transport has one open already; else null.</summary>
    public IStreamPlace? Stream { get; init; }

    /// <summary>The parked call it goes on with; null for a request that begins one.</summary>
    public ContinuedCall? Continued { get; set; }

    /// <summary>What the trail has of the call it begins; null where it begins none.</summary>
    public AuditEntry? Entry { get; set; }

    /// <summary>The client's <c>Mcp-Method</c>, <c>Mcp-Name</c> and <c>Mcp-Param-*</c> headers.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> ParameterHeaders { get; init; } = [];
}

/// <summary>HTTP method of an exchange.</summary>
public enum McpVerb
{
    Post,
    Get,
    Delete,
}
