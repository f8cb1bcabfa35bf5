using System.Buffers;
using System.Text.Json;

namespace McpService.Sandbox.Transport;

/// <summary>A request's body, read as Express reads it: 100 KB at most, and parsed only when it says it is JSON.</summary>
internal sealed record ExpressBody(JsonElement Json, IResult? Refusal)
{
    private const int MaxBytes = 100 * 1024;

    public static async Task<ExpressBody> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!TransportRules.IsJson(request)) return new ExpressBody(default, Refusal: null);
        var read = await request.BodyReader.ReadAtLeastAsync(MaxBytes + 1, cancellationToken);
        var body = read.Buffer.Length > MaxBytes
            ? new ExpressBody(default, SandboxAnswers.TooLarge)
            : Parse(read.Buffer);
        request.BodyReader.AdvanceTo(read.Buffer.End);
        return body;
    }

    private static ExpressBody Parse(ReadOnlySequence<byte> bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            return document.RootElement.ValueKind is JsonValueKind.Object or JsonValueKind.Array
                ? new ExpressBody(document.RootElement.Clone(), Refusal: null)
                : new ExpressBody(default, SandboxAnswers.MalformedJson);
        }
        catch (JsonException)
        {
            return new ExpressBody(default, SandboxAnswers.MalformedJson);
        }
    }
}
