namespace McpService.Application.Mcp;

/// <summary>Error codes of JSON-RPC 2.0 (section 5.1) and of the Model Context Protocol, whose revision 2026-07-28 keeps -32020 to -32099 for itself.</summary>
public static class JsonRpcCodes
{
    public const int ParseError = -32700;
    public const int InvalidRequest = -32600;
    public const int MethodNotFound = -32601;
    public const int InvalidParams = -32602;

    /// <summary>The code of every failure that the specification gives no code of its own.</summary>
    public const int InternalError = -32603;

    /// <summary>The transport refuses the request: what the SDKs answer to a wrong header or verb.</summary>
    public const int Refused = -32000;

    /// <summary>The session is unknown: the client initializes again.</summary>
    public const int SessionNotFound = -32001;

    /// <summary>No such resource; given up with 2026-07-28, which says <see cref="InvalidParams"/>.</summary>
    public const int ResourceNotFound = -32002;

    /// <summary>A header does not repeat what the body says.</summary>
    public const int HeaderMismatch = -32020;

    /// <summary>The request needs something of its client that it did not say it can do.</summary>
    public const int MissingCapability = -32021;

    /// <summary>The protocol version is not served.</summary>
    public const int UnsupportedRevision = -32022;

    /// <summary>The caller must open an address first (URL elicitation, revision 2025-11-25).</summary>
    public const int UrlElicitationRequired = -32042;
}
