using System.Text;
using System.Text.Json;
using McpService.Application.Mcp;
using McpService.Application.Upstream;
using McpService.Infrastructure.Mcp.Wire;

namespace McpService.Infrastructure.Mcp.Reverse;

/// <summary>
/// What clients of played sessions say without wanting an answer: answers to questions, and that they take a request back. What is about a call
/// that another replica holds is left there for it, sealed. An answer to what nobody asked is nothing.
/// </summary>
internal sealed class BridgedMessages(OpenQuestions questions, QuestionIds ids, BridgedCalls calls, BridgedMailbox mailbox)
{
    public async Task TakeAsync(BridgedSession session, McpMessage message, CancellationToken cancellationToken)
    {
        if (message.Kind == McpMessageKind.Response)
        {
            if (IdOf(message.Id) is { } id && ids.IsOf(session.Id, id) && !questions.TryAnswer(session.Id, id, message.Json.ToArray()))
                await mailbox.LeaveAsync(session.Id, BridgedMailbox.Answer + id, message.Json, cancellationToken);
        }
        else if (message.Method == McpMethods.Cancelled && RequestIdOf(message) is { } requestId && !calls.TryCancel(session.Id, Encoding.UTF8.GetBytes(requestId)))
        {
            await mailbox.LeaveAsync(session.Id, BridgedMailbox.Cancellation + BridgedMailbox.NameOf(requestId), Encoding.UTF8.GetBytes(requestId), cancellationToken);
        }
    }

    private static string? IdOf(ReadOnlyMemory<byte> json)
    {
        var reader = new Utf8JsonReader(json.Span);
        return reader.Read() ? JsonText.Read(ref reader) : null;
    }

    private static string? RequestIdOf(McpMessage message)
    {
        if (message.Parameters.IsEmpty) return null;
        using var parameters = JsonDocument.Parse(message.Parameters, new JsonDocumentOptions { MaxDepth = JsonRpcMessage.MaxDepth });
        return parameters.RootElement.Member("requestId"u8) is { ValueKind: JsonValueKind.String or JsonValueKind.Number } id ? id.GetRawText() : null;
    }
}
