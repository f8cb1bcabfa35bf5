using System.Text;
using System.Text.Json;

namespace McpService.WebApi.Bodies;

/// <summary>Names a place in a document as people do, <c>params.items[3].name</c>. Found by reading again, so that only faults pay for it.</summary>
internal static class JsonPath
{
    private const int MaxLength = 200;

    public static string At(ReadOnlySpan<byte> json, int position)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = StrictJsonReader.MaxDepth + 1 });
        var around = new Stack<Step>();
        try
        {
            while (reader.Read() && reader.TokenStartIndex <= position) Follow(ref reader, around);
        }
        catch (JsonException)
        {
            // Here the document cannot be read any further: the way so far is the answer.
        }

        return Spell(around);
    }

    private static void Follow(ref Utf8JsonReader reader, Stack<Step> around)
    {
        if (reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray)
        {
            around.Pop();
            return;
        }

        if (reader.TokenType == JsonTokenType.PropertyName)
        {
            around.Pop();
            around.Push(new Step(reader.ValueIsEscaped ? Encoding.UTF8.GetString(reader.ValueSpan) : reader.GetString(), -1));
            return;
        }

        if (around.TryPeek(out var step) && step.Name is null && step.Index is var index)
        {
            around.Pop();
            around.Push(new Step(null, index + 1));
        }

        if (reader.TokenType == JsonTokenType.StartObject) around.Push(new Step("", -1));
        else if (reader.TokenType == JsonTokenType.StartArray) around.Push(new Step(null, -1));
    }

    private static string Spell(Stack<Step> around)
    {
        var path = new StringBuilder();
        foreach (var step in around.Reverse())
        {
            if (step.Name is null && step.Index >= 0) path.Append('[').Append(step.Index).Append(']');
            else if (!string.IsNullOrEmpty(step.Name)) path.Append(path.Length > 0 ? "." : "").Append(step.Name);
            if (path.Length > MaxLength) return path.ToString(0, MaxLength) + "…";
        }

        return path.Length == 0 ? JsonFault.Body : path.ToString();
    }

    /// <summary>In an object the key being read, "" before the first; in an array the index, -1 before the first.</summary>
    private readonly record struct Step(string? Name, int Index);
}
