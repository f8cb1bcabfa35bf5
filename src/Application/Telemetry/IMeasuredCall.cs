namespace McpService.Application.Telemetry;

/// <summary>A call of a client as metrics and traces see it.</summary>
public interface IMeasuredCall
{
    /// <summary>JSON-RPC method; calls over REST count as <c>tools/call</c> and <c>tools/list</c>.</summary>
    string Method { get; }

    /// <summary>The tool under its full name once that is known; null for what is no call of a tool.</summary>
    string? ToolName { get; }

    /// <summary>MCP revision that the client names, as it stands there; null for none.</summary>
    string? Revision => null;

    /// <summary><c>params</c> as UTF-8 JSON, whose <c>_meta</c> may name the trace that the call belongs to (SEP-414); empty for none.</summary>
    ReadOnlyMemory<byte> Parameters => default;
}
