using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using McpService.Application.Mcp;

namespace McpService.Infrastructure.Mcp.Wire;

/// <summary>Writes the gateway's own JSON-RPC messages; what a caller gave is spliced in as bytes.</summary>
internal static class JsonRpcWriter
{
    private static readonly SearchValues<char> Plain = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./");

    private static readonly byte[] MethodNotFound = Encoding.UTF8.GetBytes($",\"error\":{{\"code\":{JsonRpcCodes.MethodNotFound},\"message\":\"Method not found\"}}}}");

    /// <summary>A request.</summary>
    /// <param name="quotedId">Id with its quotes.</param>
    /// <param name="method">Method; needs no escaping.</param>
    /// <param name="parameters">A JSON object, or empty for none.</param>
    public static PooledBuffer Write(ReadOnlySpan<byte> quotedId, string method, ReadOnlySpan<byte> parameters)
    {
        var buffer = Begin(quotedId, method, parameters.Length);
        AppendParameters(buffer, parameters);
        return buffer;
    }

    /// <summary>A <c>tools/call</c>, whose parameters are what <see cref="WriteCallParameters"/> writes.</summary>
    /// <param name="quotedId">Id with its quotes.</param>
    /// <param name="name">Tool name.</param>
    /// <param name="arguments">A JSON object; empty stands for one without members.</param>
    public static PooledBuffer WriteCall(ReadOnlySpan<byte> quotedId, string name, ReadOnlySpan<byte> arguments)
    {
        var buffer = Begin(quotedId, McpMethods.ToolsCall, name.Length + arguments.Length + 64);
        buffer.Append(""","params":"""u8);
        AppendCallParameters(buffer, name, arguments);
        buffer.Append("}"u8);
        return buffer;
    }

    /// <summary>Parameters of <c>tools/call</c>.</summary>
    /// <param name="name">Tool name.</param>
    /// <param name="arguments">A JSON object; empty stands for one without members.</param>
    public static PooledBuffer WriteCallParameters(string name, ReadOnlySpan<byte> arguments)
    {
        var buffer = new PooledBuffer(64 + name.Length + arguments.Length);
        AppendCallParameters(buffer, name, arguments);
        return buffer;
    }

    /// <summary>A notification.</summary>
    public static PooledBuffer WriteNotification(string method, ReadOnlySpan<byte> parameters)
    {
        var buffer = new PooledBuffer(128 + parameters.Length);
        buffer.Append("{\"jsonrpc\":\"2.0\",\"method\":\""u8);
        buffer.Append(method);
        buffer.Append("\""u8);
        AppendParameters(buffer, parameters);
        return buffer;
    }

    /// <summary>Tells the upstream to stop working on a request.</summary>
    public static PooledBuffer WriteCancelled(ReadOnlySpan<byte> quotedId)
    {
        using var parameters = new PooledBuffer(128);
        parameters.Append("{\"requestId\":"u8);
        parameters.Append(quotedId);
        parameters.Append(",\"reason\":\"The caller no longer waits.\"}"u8);
        return WriteNotification(McpMethods.Cancelled, parameters.Span);
    }

    /// <summary>The answer to a ping.</summary>
    /// <param name="id">Id of the upstream's request as it stood there.</param>
    public static PooledBuffer WriteEmptyResult(ReadOnlySpan<byte> id) => WriteResponse(id, ",\"result\":{}}"u8);

    /// <summary>The answer to a request that this side does not know.</summary>
    /// <param name="id">Id of the upstream's request as it stood there.</param>
    public static PooledBuffer WriteMethodNotFound(ReadOnlySpan<byte> id) => WriteResponse(id, MethodNotFound);

    /// <summary>A result.</summary>
    /// <param name="id">Id of the request as it stood there.</param>
    /// <param name="result">JSON.</param>
    public static PooledBuffer WriteResult(ReadOnlySpan<byte> id, ReadOnlySpan<byte> result) => WriteResponse(id, [.. ",\"result\":"u8, .. result, .. "}"u8]);

    /// <summary>An error of the upstream as the answer to a request.</summary>
    /// <param name="id">Id of the request as it stood there; empty for none.</param>
    /// <param name="error">The upstream's <c>error</c>.</param>
    public static byte[] WriteError(ReadOnlySpan<byte> id, ReadOnlySpan<byte> error) =>
        Bytes.Join("{\"jsonrpc\":\"2.0\",\"id\":"u8, id.IsEmpty ? "null"u8 : id, ",\"error\":"u8, error, "}"u8);

    private static PooledBuffer WriteResponse(ReadOnlySpan<byte> id, ReadOnlySpan<byte> rest)
    {
        var buffer = new PooledBuffer(128 + id.Length);
        buffer.Append("{\"jsonrpc\":\"2.0\",\"id\":"u8);
        buffer.Append(id);
        buffer.Append(rest);
        return buffer;
    }

    /// <summary>The text as a JSON string, quotes included.</summary>
    public static byte[] Quote(string text) =>
        Encoding.UTF8.GetBytes($"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"");

    private static PooledBuffer Begin(ReadOnlySpan<byte> quotedId, string method, int room)
    {
        var buffer = new PooledBuffer(128 + room);
        buffer.Append("""{"jsonrpc":"2.0","id":"""u8);
        buffer.Append(quotedId);
        buffer.Append(",\"method\":\""u8);
        buffer.Append(method);
        buffer.Append("\""u8);
        return buffer;
    }

    private static void AppendCallParameters(PooledBuffer buffer, string name, ReadOnlySpan<byte> arguments)
    {
        buffer.Append("""{"name":"""u8);
        AppendQuoted(buffer, name);
        buffer.Append(""","arguments":"""u8);
        buffer.Append(arguments.IsEmpty ? "{}"u8 : arguments); // the upstream refuses a call without arguments, even of a tool that has none
        buffer.Append("}"u8);
    }

    /// <summary>The same as <see cref="Quote"/>; a name as most are goes in as it is.</summary>
    private static void AppendQuoted(PooledBuffer buffer, string name)
    {
        if (name.AsSpan().ContainsAnyExcept(Plain))
        {
            buffer.Append(Quote(name));
            return;
        }

        buffer.Append("\""u8);
        buffer.Append(name);
        buffer.Append("\""u8);
    }

    private static void AppendParameters(PooledBuffer buffer, ReadOnlySpan<byte> parameters)
    {
        if (!parameters.IsEmpty)
        {
            buffer.Append(""","params":"""u8);
            buffer.Append(parameters);
        }

        buffer.Append("}"u8);
    }
}
