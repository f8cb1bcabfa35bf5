using System.ComponentModel;
using System.Text.Json;
using McpService.Infrastructure.Persistence.Start;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using static ModelContextProtocol.Protocol.ElicitRequestParams;

namespace McpService.Common.Upstreams.Conformance;

/// <summary>Tools that ask the client something while they run, as the revisions with sessions do.</summary>
// MCP9001, MCP9005: what is obsolete today is what older clients must still get.
#pragma warning disable MCP9001, MCP9005
[McpServerToolType]
internal static class DialogueTools
{
    [McpServerTool(Name = "test_sampling"), Description("Has the client's model answer.")]
    public static async Task<string> Sampling(McpServer server, string prompt, CancellationToken cancellationToken)
    {
        var answer = await server.SampleAsync(Questions.Sampling(prompt), cancellationToken);
        return $"LLM response: {answer.Content.OfType<TextContentBlock>().First().Text}";
    }

    [McpServerTool(Name = "test_elicitation"), Description("Asks the user for name and address.")]
    public static Task<string> Elicitation(McpServer server, string message, CancellationToken cancellationToken) => AskAsync(
        server, "User response", message, cancellationToken,
        ("username", new StringSchema { Description = "User's response" }),
        ("email", new StringSchema { Description = "User's email address" }));

    [McpServerTool(Name = "test_elicitation_sep1034_defaults"), Description("Asks with a default for every type.")]
    public static Task<string> Defaults(McpServer server, CancellationToken cancellationToken) => AskAsync(
        server, "Elicitation completed", "Check the defaults", cancellationToken,
        ("name", new StringSchema { Default = "John Doe" }),
        ("age", new NumberSchema { Type = "integer", Default = 30 }),
        ("score", new NumberSchema { Default = 95.5 }),
        ("status", new UntitledSingleSelectEnumSchema { Enum = ["active", "inactive", "pending"], Default = "active" }),
        ("verified", new BooleanSchema { Default = true }));

    [McpServerTool(Name = "test_elicitation_sep1330_enums"), Description("Asks with every kind of choice.")]
    public static Task<string> Enums(McpServer server, CancellationToken cancellationToken) => AskAsync(
        server, "Elicitation completed", "Choose", cancellationToken,
        ("untitledSingle", new UntitledSingleSelectEnumSchema { Enum = ["option1", "option2", "option3"] }),
        ("titledSingle", new TitledSingleSelectEnumSchema { OneOf = [Choice("value1"), Choice("value2"), Choice("value3")] }),
        ("legacyEnum", new LegacyTitledEnumSchema { Enum = ["opt1", "opt2", "opt3"], EnumNames = ["Option One", "Option Two", "Option Three"] }),
        ("untitledMulti", new UntitledMultiSelectEnumSchema { Items = new() { Enum = ["option1", "option2", "option3"] } }),
        ("titledMulti", new TitledMultiSelectEnumSchema { Items = new() { AnyOf = [Choice("value1"), Choice("value2"), Choice("value3")] } }));

    private static EnumSchemaOption Choice(string value) => new() { Const = value, Title = $"The choice {value}" };

    private static async Task<string> AskAsync(
        McpServer server, string heading, string message, CancellationToken cancellationToken,
        params (string Name, PrimitiveSchemaDefinition Schema)[] fields)
    {
        var answer = await server.ElicitAsync(Questions.Elicitation(message, fields), cancellationToken);
        var content = JsonSerializer.Serialize(answer.Content, McpJsonUtilities.DefaultOptions);
        return $"{heading}: action={answer.Action}, content={content}";
    }
}
