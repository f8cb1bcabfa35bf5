using System.Text.Json;
using McpService.Infrastructure.Mcp.Wire;

namespace McpService.Infrastructure.Mcp.Sessions;

/// <summary>What tells one version of a server from another.</summary>
internal static class ServerName
{
    private const int MaxLength = 500;

    /// <param name="initializeResult">What it said of itself: UTF-8 JSON.</param>
    public static string Of(ReadOnlyMemory<byte> initializeResult)
    {
        using var document = JsonDocument.Parse(initializeResult, new JsonDocumentOptions { MaxDepth = JsonRpcMessage.MaxDepth });
        var server = document.RootElement.Member("serverInfo"u8);
        var text = server is { } info ? $"{JsonText.Of(info, "name"u8)}/{JsonText.Of(info, "version"u8)}" : "/";
        return text.Length <= MaxLength ? text : text[..MaxLength];
    }
}
