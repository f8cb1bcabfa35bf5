using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using McpService.Application.Mcp;
using McpService.Infrastructure.Mcp.Wire;

namespace McpService.Infrastructure.Mcp.Parked;

/// <summary>What a request asks for, as a digest: method and <c>params</c> in any order, without what differs from one request of a call to the next.</summary>
internal static class RequestFingerprint
{
    public const int Size = SHA256.HashSizeInBytes;

    public static byte[] Of(McpMessage message)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, Encoding.UTF8.GetBytes(message.Method!));
        if (message.Parameters.IsEmpty) return hash.GetHashAndReset();

        using var parameters = JsonDocument.Parse(message.Parameters, new JsonDocumentOptions { MaxDepth = JsonRpcMessage.MaxDepth });
        foreach (var member in parameters.RootElement.EnumerateObject().Where(m => !BroughtInput.IsOwn(m) && !RawObject.IsNamed(m, "_meta"u8)).OrderBy(m => m.Name, StringComparer.Ordinal))
        {
            Add(hash, Encoding.UTF8.GetBytes(member.Name));
            Add(hash, Encoding.UTF8.GetBytes(member.Value.GetRawText()));
        }

        return hash.GetHashAndReset();
    }

    /// <summary>With its length before it, so that no two sequences of texts are one text.</summary>
    private static void Add(IncrementalHash hash, byte[] text)
    {
        hash.AppendData(BitConverter.GetBytes(text.Length));
        hash.AppendData(text);
    }
}
