using System.Text.Encodings.Web;
using System.Text.Json;

namespace McpService.Sandbox.Messages;

/// <summary>JSON as <c>JSON.stringify</c> writes it: only what must be escaped is.</summary>
internal static class SandboxJson
{
    public static JsonSerializerOptions Compact { get; } =
        new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static JsonSerializerOptions Indented { get; } = new(Compact) { WriteIndented = true };
}
