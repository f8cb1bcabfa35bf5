using System.Net;
using McpService.Application.Mcp;
using McpService.Infrastructure.Mcp.Wire;

namespace McpService.Infrastructure.Mcp.Eras;

/// <summary>Tells a refusal of the revision from every other: only what says so is asked in the other revision.</summary>
internal static class EraRefusal
{
    /// <summary>Whether <c>initialize</c> is refused in a way that a server with sessions never does.</summary>
    /// <param name="status">HTTP status, no success.</param>
    /// <param name="said">The body.</param>
    public static bool OfInitialize(HttpStatusCode status, JsonRpcMessage said) =>
        status is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed || (said.Kind == JsonRpcKind.Error && OfInitialize(said.ErrorCode));

    /// <inheritdoc cref="OfInitialize(HttpStatusCode, JsonRpcMessage)"/>
    public static bool OfInitialize(int code) => code is JsonRpcCodes.UnsupportedRevision or JsonRpcCodes.MethodNotFound;

    /// <summary>Whether a request without a session is refused because its revision is not spoken any more.</summary>
    public static bool OfRevision(JsonRpcMessage said) => said is { Kind: JsonRpcKind.Error, ErrorCode: JsonRpcCodes.UnsupportedRevision };
}
