using System.Text.Json;

namespace McpService.FunctionalTests.Mcp;

/// <summary>What a request of an <see cref="InputClient"/> was answered with, JSON or event stream.</summary>
internal sealed class InputAnswer
{
    public InputAnswer(int status, string text)
    {
        (Status, Text) = (status, text);
        Messages = text.StartsWith('{')
            ? [Parse(text)]
            : [.. text.Split('\n').Where(l => l.StartsWith("data: ", StringComparison.Ordinal) && l.Length > 6).Select(l => Parse(l[6..]))];
    }

    public int Status { get; }

    public string Text { get; }

    public IReadOnlyList<JsonElement> Messages { get; }

    /// <summary>The response.</summary>
    public JsonElement Last => Messages[^1];

    public JsonElement Result => Last.TryGetProperty("result", out var result) ? result : throw new InvalidOperationException(Text);

    public JsonElement Error => Last.TryGetProperty("error", out var error) ? error : throw new InvalidOperationException(Text);

    public int Code => Error.GetProperty("code").GetInt32();

    public bool Asks => Last.TryGetProperty("result", out var result) && result.GetProperty("resultType").GetString() == "input_required";

    public string State => Asks ? Result.GetProperty("requestState").GetString()! : throw new InvalidOperationException(Text);

    /// <summary>Its questions.</summary>
    public IReadOnlyList<(string Key, string Method, JsonElement Parameters)> Questions => Asks
        ? [.. Result.GetProperty("inputRequests").EnumerateObject().Select(q => (q.Name, q.Value.GetProperty("method").GetString()!, q.Value.GetProperty("params")))]
        : throw new InvalidOperationException(Text);

    /// <summary>Answers to all of them: <c>inputResponses</c> with the same for each method.</summary>
    public string Answered => $"{{{string.Join(',', Questions.Select(q => $"\"{q.Key}\":{Answer(q.Method)}"))}}}";

    /// <summary>The text that a tool returned.</summary>
    public string Said => Result.GetProperty("content")[0].GetProperty("text").GetString()!;

    private static string Answer(string method) => method switch
    {
        "elicitation/create" => """{"action":"accept","content":{"name":"Ada"}}""",
        "sampling/createMessage" => """{"role":"assistant","model":"m","content":{"type":"text","text":"Paris"}}""",
        _ => """{"roots":[{"uri":"file:///home"}]}""",
    };

    private static JsonElement Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }
}
