using System.Buffers;

namespace McpService.Infrastructure.Mcp.Wire;

/// <summary>What may stand in a header's name.</summary>
internal static class HeaderNames
{
    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>A token of RFC 9110, 5.6.2.</summary>
    public static bool IsToken(string text) => text.Length > 0 && !text.AsSpan().ContainsAnyExcept(TokenCharacters);
}
