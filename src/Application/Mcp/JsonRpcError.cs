using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using McpService.Application.Errors;

namespace McpService.Application.Mcp;

/// <summary>Writes JSON-RPC error responses of the gateway's own.</summary>
public static class JsonRpcError
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A failure of an upstream call, in answer to what was asked: -32603 with <c>data {code, retryable, outcome, requestId}</c>.</summary>
    public static byte[] Write(McpExchange asked, UpstreamFailure failure) => Write(
        asked.MessageId.Span,
        JsonRpcCodes.InternalError,
        failure.Message,
        new { code = failure.Code, retryable = failure.MayRetry, outcome = failure.Outcome.Spelled(), requestId = asked.RequestId });

    /// <summary>A failure of an upstream call, with what it says for the caller.</summary>
    public static byte[] Write(ReadOnlySpan<byte> id, UpstreamException failure, string requestId) => Write(
        id,
        JsonRpcCodes.InternalError,
        failure.Message,
        new { code = failure.Failure.Code, retryable = failure.Retryable, outcome = failure.Failure.Outcome.Spelled(), requestId });

    /// <summary>An error response.</summary>
    /// <param name="id">Id of the request as it stood there; empty writes null.</param>
    /// <param name="code">JSON-RPC code.</param>
    /// <param name="message">For people.</param>
    /// <param name="data">Goes into <c>error.data</c>, or null.</param>
    public static byte[] Write(ReadOnlySpan<byte> id, int code, string message, object? data) =>
        WriteRaw(id, code, message, data is null ? default : JsonSerializer.SerializeToUtf8Bytes(data, data.GetType()));

    /// <summary>An error response.</summary>
    /// <param name="id">Id of the request as it stood there; empty writes null.</param>
    /// <param name="code">JSON-RPC code.</param>
    /// <param name="message">For people.</param>
    /// <param name="data">JSON that goes into <c>error.data</c> as it is; empty for none.</param>
    public static byte[] WriteRaw(ReadOnlySpan<byte> id, int code, string message, ReadOnlySpan<byte> data)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteString("jsonrpc"u8, "2.0"u8);
            json.WritePropertyName("id"u8);
            json.WriteRawValue(id.IsEmpty ? "null"u8 : id, skipInputValidation: true);
            json.WriteStartObject("error"u8);
            json.WriteNumber("code"u8, code);
            json.WriteString("message"u8, message);
            if (!data.IsEmpty)
            {
                json.WritePropertyName("data"u8);
                json.WriteRawValue(data, skipInputValidation: true);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
