using McpService.Infrastructure.Persistence.Start;
using ModelContextProtocol.Protocol;
using static ModelContextProtocol.Protocol.ElicitRequestParams;

namespace McpService.Common.Upstreams.Conformance;

/// <summary>What a server may ask a client.</summary>
#pragma warning disable MCP9005 // Sampling is deprecated, and still to be passed on.
internal static class Questions
{
    public static CreateMessageRequestParams Sampling(string prompt) => new()
    {
        Messages = [new SamplingMessage { Role = Role.User, Content = [new TextContentBlock { Text = prompt }] }],
        MaxTokens = 100,
    };

    public static ElicitRequestParams Elicitation(string message, params (string Name, PrimitiveSchemaDefinition Schema)[] fields) => new()
    {
        Message = message,
        RequestedSchema = new RequestSchema
        {
            Properties = fields.ToDictionary(field => field.Name, field => field.Schema, StringComparer.Ordinal),
            Required = [.. fields.Select(field => field.Name)],
        },
    };
}
