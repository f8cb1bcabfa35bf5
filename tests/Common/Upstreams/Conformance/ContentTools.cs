using System.ComponentModel;
using System.Text.Json;
using McpService.Infrastructure.Persistence.Start;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpService.Common.Upstreams.Conformance;

/// <summary>Tools the conformance suite calls by name and judges by their content.</summary>
[McpServerToolType]
internal static class ContentTools
{
    [McpServerTool(Name = "test_simple_text"), Description("One block of text.")]
    public static string SimpleText() => "This is a simple text response for testing.";

    [McpServerTool(Name = "test_image_content"), Description("One image.")]
    public static ContentBlock Image() => ImageContentBlock.FromBytes(Samples.Image, Samples.ImageType);

    [McpServerTool(Name = "test_audio_content"), Description("One sound.")]
    public static ContentBlock Audio() => AudioContentBlock.FromBytes(Samples.Sound, Samples.SoundType);

    [McpServerTool(Name = "test_embedded_resource"), Description("One embedded resource.")]
    public static ContentBlock Embedded() =>
        Resource("test://embedded-resource", "text/plain", "This is an embedded resource content.");

    [McpServerTool(Name = "test_multiple_content_types"), Description("Text, an image and a resource.")]
    public static ContentBlock[] Mixed() =>
    [
        new TextContentBlock { Text = "Multiple content types test:" },
        ImageContentBlock.FromBytes(Samples.Image, Samples.ImageType),
        Resource("test://mixed-content-resource", "application/json", """{"test":"data","value":123}"""),
    ];

    [McpServerTool(Name = "test_error_handling"), Description("Always fails.")]
    public static CallToolResult Fails() => new()
    {
        IsError = true,
        Content = [new TextContentBlock { Text = "This tool intentionally returns an error for testing" }],
    };

    [McpServerTool(Name = "test_header_argument"), Description("Takes an argument that clients repeat in a header.")]
    public static string Header([McpHeader("Region"), Description("Where.")] string region) => $"region={region}";

    /// <summary>Its schema is what counts: a client must get every keyword of it.</summary>
    public static McpServerTool FullSchema { get; } = WithSchema("json_schema_2020_12_tool", """
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "type": "object",
          "$defs": {
            "address": {
              "$anchor": "addressDef",
              "type": "object",
              "properties": { "street": { "type": "string" }, "city": { "type": "string" } }
            }
          },
          "properties": {
            "name": { "type": "string" },
            "address": { "$ref": "#/$defs/address" },
            "contactMethod": { "type": "string", "enum": ["phone", "email"] },
            "phone": { "type": "string" },
            "email": { "type": "string" }
          },
          "allOf": [{ "anyOf": [{ "required": ["phone"] }, { "required": ["email"] }] }],
          "if": { "properties": { "contactMethod": { "const": "phone" } }, "required": ["contactMethod"] },
          "then": { "required": ["phone"] },
          "else": { "required": ["email"] },
          "additionalProperties": false
        }
        """);

    private static EmbeddedResourceBlock Resource(string uri, string type, string text) =>
        new() { Resource = new TextResourceContents { Uri = uri, MimeType = type, Text = text } };

    private static McpServerTool WithSchema(string name, string schema)
    {
        var tool = McpServerTool.Create(() => "seen", new McpServerToolCreateOptions { Name = name, Description = "A full JSON Schema." });
        tool.ProtocolTool.InputSchema = JsonElement.Parse(schema);
        return tool;
    }
}
