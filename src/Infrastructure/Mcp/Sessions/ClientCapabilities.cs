using System.Text.Json;
using McpService.Infrastructure.Mcp.Wire;

namespace McpService.Infrastructure.Mcp.Sessions;

/// <summary>What a client can be asked, as it declares it with each request of a revision without sessions. There are few of them, so that sessions can be shared by those that are alike.</summary>
[Flags]
internal enum ClientCapabilities
{
    None = 0,

    /// <summary>Elicitation, without saying which; what it means is for the upstream to know: forms.</summary>
    Elicitation = 1,
    ElicitationForm = 2,
    ElicitationUrl = 4,
    Sampling = 8,
    SamplingTools = 16,
    SamplingContext = 32,
    Roots = 64,
}

/// <summary>Reads and writes <see cref="ClientCapabilities"/>, and says what a question needs of them.</summary>
internal static class ClientCapability
{
    public const string Elicitation = "elicitation/create";
    public const string Sampling = "sampling/createMessage";
    public const string Roots = "roots/list";

    /// <summary>A question that some client can answer.</summary>
    public static bool IsQuestion(string? method) => method is Elicitation or Sampling or Roots;

    /// <param name="declared">A <c>ClientCapabilities</c> object of the specification.</param>
    public static ClientCapabilities Read(JsonElement declared)
    {
        var read = ClientCapabilities.None;
        if (declared.Member("elicitation"u8) is { ValueKind: JsonValueKind.Object } elicitation)
            read |= ClientCapabilities.Elicitation | If(elicitation, "form"u8, ClientCapabilities.ElicitationForm) | If(elicitation, "url"u8, ClientCapabilities.ElicitationUrl);
        if (declared.Member("sampling"u8) is { ValueKind: JsonValueKind.Object } sampling)
            read |= ClientCapabilities.Sampling | If(sampling, "tools"u8, ClientCapabilities.SamplingTools) | If(sampling, "context"u8, ClientCapabilities.SamplingContext);
        return read | If(declared, "roots"u8, ClientCapabilities.Roots);
    }

    /// <summary>As <c>initialize</c> declares them.</summary>
    public static string Write(ClientCapabilities capabilities)
    {
        var members = new List<string>();
        if (capabilities.HasFlag(ClientCapabilities.Elicitation)) members.Add(Member("elicitation", (capabilities & ClientCapabilities.ElicitationForm, "form"), (capabilities & ClientCapabilities.ElicitationUrl, "url")));
        if (capabilities.HasFlag(ClientCapabilities.Sampling)) members.Add(Member("sampling", (capabilities & ClientCapabilities.SamplingTools, "tools"), (capabilities & ClientCapabilities.SamplingContext, "context")));
        if (capabilities.HasFlag(ClientCapabilities.Roots)) members.Add("\"roots\":{}");
        return $"{{{string.Join(',', members)}}}";
    }

    /// <summary>What a client must have declared to be asked this.</summary>
    /// <param name="method">Of the question.</param>
    /// <param name="parameters">Its <c>params</c>; empty for none.</param>
    public static ClientCapabilities NeededFor(string method, ReadOnlyMemory<byte> parameters)
    {
        if (method == Roots) return ClientCapabilities.Roots;
        if (parameters.IsEmpty) return method == Sampling ? ClientCapabilities.Sampling : ClientCapabilities.Elicitation;

        using var document = JsonDocument.Parse(parameters, new JsonDocumentOptions { MaxDepth = JsonRpcMessage.MaxDepth });
        var asked = document.RootElement;
        if (method == Sampling)
            return ClientCapabilities.Sampling | (asked.Member("tools"u8) is not null || asked.Member("toolChoice"u8) is not null ? ClientCapabilities.SamplingTools : ClientCapabilities.None);
        return ClientCapabilities.Elicitation | (JsonText.Of(asked, "mode"u8) == "url" ? ClientCapabilities.ElicitationUrl : ClientCapabilities.ElicitationForm);
    }

    /// <summary>Whether a client that declared this can be asked what needs that. Elicitation without a mode means forms.</summary>
    public static bool Covers(this ClientCapabilities declared, ClientCapabilities needed)
    {
        const ClientCapabilities modes = ClientCapabilities.ElicitationForm | ClientCapabilities.ElicitationUrl;
        if (declared.HasFlag(ClientCapabilities.Elicitation) && (declared & modes) == ClientCapabilities.None) declared |= ClientCapabilities.ElicitationForm;
        return (needed & ~declared) == ClientCapabilities.None;
    }

    private static ClientCapabilities If(JsonElement parent, ReadOnlySpan<byte> member, ClientCapabilities then) =>
        parent.Member(member) is { ValueKind: JsonValueKind.Object } ? then : ClientCapabilities.None;

    private static string Member(string name, params (ClientCapabilities Flag, string Name)[] features) =>
        $"\"{name}\":{{{string.Join(',', features.Where(f => f.Flag != ClientCapabilities.None).Select(f => $"\"{f.Name}\":{{}}"))}}}";
}
