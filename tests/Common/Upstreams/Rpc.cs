using System.Text.Json;
using McpService.Common.Gateway;

namespace McpService.Common.Upstreams;

/// <summary>JSON-RPC messages as text, members in the order the TypeScript SDK writes them.</summary>
public static class Rpc
{
    /// <param name="idJson">As it is to be written; null leaves the member out.</param>
    public static string Result(string? idJson, string resultJson) => Answer(idJson, $"\"result\":{resultJson}");

    /// <inheritdoc cref="Result"/>
    public static string Error(string? idJson, int code, string message, string? dataJson = null) =>
        Answer(idJson, ErrorMember(code, message, dataJson));

    public static string Notification(string method, string? paramsJson = null) =>
        $$"""{"method":{{Text(method)}}{{Params(paramsJson)}},"jsonrpc":"2.0"}""";

    public static string Request(string idJson, string method, string? paramsJson = null) =>
        $$"""{"method":{{Text(method)}}{{Params(paramsJson)}},"jsonrpc":"2.0","id":{{idJson}}}""";

    /// <summary>A tool result with one text.</summary>
    public static string TextResult(string text, bool isError = false) =>
        $$"""{"content":[{"type":"text","text":{{Text(text)}}}]{{(isError ? ",\"isError\":true" : "")}}}""";

    /// <summary>A JSON string.</summary>
    public static string Text(string value) => JsonSerializer.Serialize(value);

    internal static string Answer(string? idJson, string member) =>
        $$"""{{{member}},"jsonrpc":"2.0"{{(idJson is null ? "" : $",\"id\":{idJson}")}}}""";

    internal static string ErrorMember(int code, string message, string? dataJson) =>
        $$"""
        "error":{"code":{{code}},"message":{{Text(message)}}{{(dataJson is null ? "" : $",\"data\":{dataJson}")}}}
        """;

    private static string Params(string? json) => json is null ? "" : $",\"params\":{json}";
}
