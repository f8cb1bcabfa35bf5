using System.Text;
using System.Text.Json;
using McpService.Application.Mcp;
using McpService.Infrastructure.Mcp.Parked;
using McpService.Infrastructure.Mcp.Sessions;
using McpService.Infrastructure.Mcp.Wire;

namespace McpService.Infrastructure.Mcp.Bridge;

/// <summary>What a 2026-07-28 client says of itself in <c>params._meta</c> of every request, because there is no session to remember it.</summary>
/// <param name="Revision">Protocol version; null where it is not there.</param>
/// <param name="HasCapabilities">Client capabilities were given.</param>
/// <param name="Declared">What of them an upstream with sessions is told.</param>
/// <param name="LogLevel">Wanted log level; null for no logs.</param>
/// <param name="ProgressToken">As it stood there; empty for no progress.</param>
internal sealed record SessionlessMeta(string? Revision, bool HasCapabilities, DeclaredCapabilities Declared, string? LogLevel, byte[] ProgressToken)
{
    private static readonly byte[] RevisionKey = Encoding.UTF8.GetBytes(McpMetaKeys.Revision);
    private static readonly byte[] ClientKey = Encoding.UTF8.GetBytes(McpMetaKeys.ClientInfo);
    private static readonly byte[] CapabilitiesKey = Encoding.UTF8.GetBytes(McpMetaKeys.ClientCapabilities);
    private static readonly byte[] LogLevelKey = Encoding.UTF8.GetBytes(McpMetaKeys.LogLevel);

    public static readonly SessionlessMeta None = new(null, false, DeclaredCapabilities.None, null, []);

    /// <summary>Where it stands in <c>params</c>, if it has nothing that an older upstream may see and nothing else there is this revision's alone; else null.</summary>
    public MetaPlace? Place { get; private set; }

    /// <summary>Read in one pass over what was found to be JSON before; the last of two members of one name counts.</summary>
    public static SessionlessMeta Of(McpMessage? message)
    {
        if (message is null || message.Parameters.IsEmpty) return None;
        var parameters = message.Parameters.Span;
        var reader = new Utf8JsonReader(parameters, new JsonReaderOptions { MaxDepth = JsonRpcMessage.MaxDepth });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return None;

        SessionlessMeta? read = null;
        MetaPlace? place = null;
        var isAlone = true;
        int? previousEnd = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var start = (int)reader.TokenStartIndex;
            if (place is { Rest: var rest } first && rest.Start.Value == first.Member.Start.Value && rest.End.Value == previousEnd) place = first with { Rest = rest.Start..start };
            var isMeta = JsonText.IsNamed(ref reader, "_meta"u8);
            isAlone &= !(isMeta && read is not null) && !BroughtInput.IsOwn(ref reader);
            reader.Read();
            if (isMeta && reader.TokenType == JsonTokenType.StartObject)
            {
                read = ReadMeta(ref reader, parameters, out var isOfTheRevision);
                isAlone &= isOfTheRevision;
                place = new MetaPlace(start..(int)reader.BytesConsumed, (previousEnd ?? start)..(int)reader.BytesConsumed);
            }
            else
            {
                if (isMeta) (read, isAlone) = (None, false);
                reader.Skip();
            }

            previousEnd = (int)reader.BytesConsumed;
        }

        if (read is null) return None;
        if (isAlone) read.Place = place; // nobody has it yet
        return read;
    }

    private static SessionlessMeta ReadMeta(ref Utf8JsonReader reader, ReadOnlySpan<byte> parameters, out bool isOfTheRevision)
    {
        isOfTheRevision = true;
        string? revision = null, logLevel = null;
        DeclaredCapabilities? declared = null;
        byte[] progressToken = [];
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isRevision = JsonText.IsNamed(ref reader, RevisionKey);
            var isCapabilities = JsonText.IsNamed(ref reader, CapabilitiesKey);
            var isLogLevel = JsonText.IsNamed(ref reader, LogLevelKey);
            var isProgress = JsonText.IsNamed(ref reader, "progressToken"u8);
            isOfTheRevision &= isRevision || isCapabilities || isLogLevel || isProgress || JsonText.IsNamed(ref reader, ClientKey);
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            if (isRevision) revision = ReadRevision(ref reader);
            if (isLogLevel) logLevel = JsonText.Read(ref reader);
            var isObject = reader.TokenType == JsonTokenType.StartObject;
            reader.Skip();
            if (isCapabilities) declared = isObject ? DeclaredCapabilities.Read(parameters[start..(int)reader.BytesConsumed]) : null;
            if (isProgress) progressToken = parameters[start..(int)reader.BytesConsumed].ToArray();
        }

        return new SessionlessMeta(revision, declared is not null, declared ?? DeclaredCapabilities.None, logLevel, progressToken);
    }

    // Nearly always one that is known, and then no text is made of it.
    private static string? ReadRevision(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.String && reader.ValueTextEquals(McpRevisions.NewestSessionless) ? McpRevisions.NewestSessionless : JsonText.Read(ref reader);
}
