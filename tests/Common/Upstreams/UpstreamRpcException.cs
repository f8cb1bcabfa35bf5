namespace McpService.Common.Upstreams;

/// <summary>Thrown by a tool or method of a test to answer with a JSON-RPC error.</summary>
public sealed class UpstreamRpcException(int code, string message, string? dataJson = null) : Exception(message)
{
    public int Code => code;
    public string? DataJson => dataJson;
}
