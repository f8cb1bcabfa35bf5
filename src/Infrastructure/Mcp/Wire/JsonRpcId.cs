using System.Text.Json;

namespace McpService.Infrastructure.Mcp.Wire;

/// <summary>Compares ids of different writers (JSON-RPC 2.0, 4 and 5), who may spell the same text or number differently.</summary>
internal static class JsonRpcId
{
    /// <summary>Whether an answer with this id is to the request with that one.</summary>
    /// <param name="answer">The id as it stands in the answer; empty where it has none.</param>
    /// <param name="request">The id as it stands in the request.</param>
    /// <remarks>Numbers are compared as what they say, exactly. Some SDKs answer a number with its digits as a text, which counts.</remarks>
    public static bool Same(ReadOnlySpan<byte> answer, ReadOnlySpan<byte> request)
    {
        if (answer.IsEmpty || request.IsEmpty) return false;
        if (answer.SequenceEqual(request)) return true;
        return request[0] == '"'
            ? answer[0] == '"' && Text(answer) is { } text && text == Text(request)
            : DecimalText.Same(answer[0] == '"' ? answer[1..^1] : answer, request);
    }

    private static string? Text(ReadOnlySpan<byte> quoted)
    {
        var reader = new Utf8JsonReader(quoted);
        return reader.Read() ? JsonText.Read(ref reader) : null;
    }
}
