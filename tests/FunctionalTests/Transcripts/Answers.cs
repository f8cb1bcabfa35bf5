using System.Text.Json;
using ModelContextProtocol.Protocol;

namespace McpService.FunctionalTests.Transcripts;

/// <summary>What the client answers when a server asks.</summary>
#pragma warning disable MCP9005 // Sampling and roots are deprecated, and still to be passed on.
internal static class Answers
{
    public static ElicitResult Elicitation(ElicitRequestParams? request) => new()
    {
        Action = request is null ? "decline" : "accept",
        Content = new Dictionary<string, JsonElement>(StringComparer.Ordinal)
        {
            ["name"] = JsonElement.Parse("\"Ada\""),
            ["username"] = JsonElement.Parse("\"ada\""),
            ["email"] = JsonElement.Parse("\"ada@example.com\""),
        },
    };

    public static CreateMessageResult Sampling(CreateMessageRequestParams? request) => new()
    {
        Role = Role.Assistant,
        Content = [new TextContentBlock { Text = request is null ? "Nothing" : "Something" }],
        Model = "model-1",
        StopReason = "endTurn",
    };

    public static ListRootsResult Roots(ListRootsRequestParams? request) =>
        new() { Roots = request is null ? [] : [new Root { Uri = "file:///a", Name = "A" }] };
}
