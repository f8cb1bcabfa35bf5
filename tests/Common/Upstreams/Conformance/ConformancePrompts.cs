using System.ComponentModel;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using static ModelContextProtocol.Protocol.ElicitRequestParams;

namespace McpService.Common.Upstreams.Conformance;

[McpServerPromptType]
internal static class ConformancePrompts
{
    [McpServerPrompt(Name = "test_simple_prompt"), Description("One line.")]
    public static string Simple() => "This is a simple prompt for testing.";

    [McpServerPrompt(Name = "test_prompt_with_arguments"), Description("Repeats its arguments.")]
    public static string Arguments([Description("First")] string arg1, [Description("Second")] string arg2) =>
        $"Prompt with arguments: arg1='{arg1}', arg2='{arg2}'";

    [McpServerPrompt(Name = "test_prompt_with_embedded_resource"), Description("Embeds a resource.")]
    public static PromptMessage[] Embedded([Description("Its URI")] string resourceUri) =>
    [
        Says(new EmbeddedResourceBlock
        {
            Resource = new TextResourceContents { Uri = resourceUri, MimeType = "text/plain", Text = "Embedded resource content for testing." },
        }),
        Says(new TextContentBlock { Text = "Please process the embedded resource above." }),
    ];

    [McpServerPrompt(Name = "test_prompt_with_image"), Description("Shows an image.")]
    public static PromptMessage[] Image() =>
    [
        Says(ImageContentBlock.FromBytes(Samples.Image, Samples.ImageType)),
        Says(new TextContentBlock { Text = "Please analyze the image above." }),
    ];

    [McpServerPrompt(Name = "test_input_required_result_prompt"), Description("Needs to know the context.")]
    public static string NeedsContext(RequestContext<GetPromptRequestParams> request) => InputTools.Has(request.Params, "user_context")
        ? "In that context."
        : throw InputTools.Needs(null, ("user_context", InputTools.Ask("What context?", "context", new StringSchema())));

    private static PromptMessage Says(ContentBlock content) => new() { Role = Role.User, Content = content };
}
