using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using McpService.Infrastructure.Mcp.Wire;

namespace McpService.Infrastructure.Mcp.Reverse;

/// <summary>One thing that an upstream wants to know before it can finish.</summary>
/// <param name="Key">The upstream's name for it, as it stands in JSON, without quotes.</param>
/// <param name="Method">As <c>elicitation/create</c>.</param>
/// <param name="Mode">Of an elicitation, or null.</param>
/// <param name="Parameters">A JSON object; empty for none.</param>
internal sealed record InputQuestion(byte[] Key, string Method, string? Mode, byte[] Parameters)
{
    /// <summary>The questions of a result that is <c>input_required</c>, and the state to bring back; null where it is malformed.</summary>
    /// <param name="result">The upstream's.</param>
    public static (IReadOnlyList<InputQuestion> Questions, byte[] State)? Read(ReadOnlyMemory<byte> result)
    {
        using var document = JsonDocument.Parse(result, new JsonDocumentOptions { MaxDepth = JsonRpcMessage.MaxDepth });
        var state = document.RootElement.Member("requestState"u8) is { ValueKind: JsonValueKind.String } given ? JsonMarshal.GetRawUtf8Value(given).ToArray() : [];
        var questions = new List<InputQuestion>();
        if (document.RootElement.Member("inputRequests"u8) is { ValueKind: JsonValueKind.Object } requests)
        {
            foreach (var request in requests.EnumerateObject())
            {
                if (JsonText.Of(request.Value, "method"u8) is not { } method) return null;
                var parameters = request.Value.Member("params"u8) is { ValueKind: JsonValueKind.Object } p ? p : (JsonElement?)null;
                questions.Add(new InputQuestion(
                    JsonMarshal.GetRawUtf8PropertyName(request).ToArray(),
                    method,
                    parameters is { } elicitation ? JsonText.Of(elicitation, "mode"u8) : null,
                    parameters is { } raw ? JsonMarshal.GetRawUtf8Value(raw).ToArray() : []));
            }
        }

        return questions.Count == 0 && state.Length == 0 ? null : (questions, state);
    }

    /// <summary>The question as a request of its own to a client of an older revision.</summary>
    /// <param name="id">Its id, without quotes.</param>
    /// <param name="revision">The client's.</param>
    public byte[] ToRequest(string id, string revision)
    {
        using var request = JsonRpcWriter.Write(Encoding.ASCII.GetBytes($"\"{id}\""), Method, OlderParameters(id, revision));
        return request.Span.ToArray();
    }

    // Until 2025-06-18 there was one mode, which had no name; in 2025-11-25 an address has an id, which the newer revision does without.
    private byte[] OlderParameters(string id, string revision)
    {
        if (Mode is null) return Parameters;
        using var source = JsonDocument.Parse(Parameters, new JsonDocumentOptions { MaxDepth = JsonRpcMessage.MaxDepth });
        using var written = new RawObject(Parameters.Length + 64);
        var hasId = false;
        foreach (var member in source.RootElement.EnumerateObject())
        {
            if (Mode == "form" && RawObject.IsNamed(member, "mode"u8) && string.CompareOrdinal(revision, "2025-11-25") < 0) continue;
            hasId |= RawObject.IsNamed(member, "elicitationId"u8);
            written.Add(member);
        }

        if (Mode == "url" && !hasId) written.Add("elicitationId"u8, JsonRpcWriter.Quote(id));
        return written.End().ToArray();
    }
}
