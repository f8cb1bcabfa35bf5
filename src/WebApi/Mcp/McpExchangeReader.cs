using System.Buffers;
using McpService.Application;
using McpService.Application.Mcp;
using McpService.WebApi.Callers;
using Microsoft.Net.Http.Headers;

namespace McpService.WebApi.Mcp;

/// <summary>Reads an HTTP request to the MCP endpoint. What is not listed here does not reach the upstream.</summary>
internal static class McpExchangeReader
{
    private const string Both = $"{McpMediaTypes.Json}, {McpMediaTypes.EventStream}";

    private static readonly SearchValues<char> Visible = SearchValues.Create([.. Enumerable.Range(' ', '~' - ' ' + 1).Select(c => (char)c), '\t']);
    private static readonly MediaTypeHeaderValue Json = new(McpMediaTypes.Json);
    private static readonly MediaTypeHeaderValue EventStream = new(McpMediaTypes.EventStream);

    /// <summary>The exchange of a POST.</summary>
    /// <param name="request">The HTTP request.</param>
    /// <param name="body">Its body, already read.</param>
    /// <exception cref="McpException">No JSON-RPC message, or a client that cannot take the answer.</exception>
    public static McpExchange ReadPost(HttpRequest request, ReadOnlyMemory<byte> body)
    {
        if (!Accepts(request, Json) || !Accepts(request, EventStream))
            throw new McpException(406, JsonRpcCodes.Refused, "Not Acceptable: the header Accept must allow application/json and text/event-stream.", default);

        return ReadMessage(request, body);
    }

    /// <summary>The exchange of a message whose answer does not go back on the response.</summary>
    /// <exception cref="McpException">No JSON-RPC message.</exception>
    public static McpExchange ReadMessage(HttpRequest request, ReadOnlyMemory<byte> body)
    {
        var fault = McpMessage.TryParse(body, out var message);
        return fault is null ? Read(request, McpVerb.Post, message) : throw Refuse(fault.Value);
    }

    /// <summary>The exchange of a GET, which opens a stream.</summary>
    /// <exception cref="McpException">The client does not take event streams.</exception>
    public static McpExchange ReadGet(HttpRequest request) => Accepts(request, EventStream)
        ? Read(request, McpVerb.Get, null)
        : throw new McpException(406, JsonRpcCodes.Refused, "Not Acceptable: the header Accept must allow text/event-stream.", default);

    /// <summary>The exchange of a DELETE, which ends a session.</summary>
    public static McpExchange ReadDelete(HttpRequest request) => Read(request, McpVerb.Delete, null);

    private static McpExchange Read(HttpRequest request, McpVerb verb, McpMessage? message) => new()
    {
        Verb = verb,
        Context = CallContext.Of(request.HttpContext),
        Message = message,
        Ticket = Single(request, McpHeaders.SessionId),
        Revision = Single(request, McpHeaders.ProtocolVersion),
        LastEventId = Single(request, McpHeaders.LastEventId),
        Apps = Asked(request, "apps"),
        Mode = Asked(request, "mode"),
        ParameterHeaders = (IReadOnlyList<KeyValuePair<string, string>>?)ParametersOf(request.Headers) ?? [],
    };

    /// <summary>A part of the query, which nearly no address has.</summary>
    private static string? Asked(HttpRequest request, string name) => request.QueryString.HasValue && request.Query[name] is { Count: > 0 } asked ? asked.ToString() : null;

    private static List<KeyValuePair<string, string>>? ParametersOf(IHeaderDictionary headers)
    {
        List<KeyValuePair<string, string>>? found = null;
        foreach (var (name, value) in headers)
        {
            var passes = name.Equals(McpHeaders.Method, StringComparison.OrdinalIgnoreCase)
                || name.Equals(McpHeaders.Name, StringComparison.OrdinalIgnoreCase)
                || name.StartsWith(McpHeaders.ParameterPrefix, StringComparison.OrdinalIgnoreCase);
            if (passes) (found ??= []).Add(new(name, Checked(name, value.ToString())));
        }

        return found;
    }

    /// <summary>A header that may stand there once. An empty one counts as absent: some clients send those they have nothing for.</summary>
    private static string? Single(HttpRequest request, string name)
    {
        var values = request.Headers[name];
        if (values.Count > 1) throw new McpException(400, JsonRpcCodes.InvalidRequest, $"Bad Request: the header {name} must stand once.", default);
        return values.Count == 0 || string.IsNullOrEmpty(values[0]) ? null : Checked(name, values[0]!);
    }

    /// <summary>A value that can be passed on: visible ASCII, spaces and tabs (RFC 9110, 5.5), and bounded.</summary>
    private static string Checked(string name, string value)
    {
        if (value.Length > Bounds.Header) throw new McpException(400, JsonRpcCodes.InvalidRequest, $"Bad Request: the header {name} must have at most {Bounds.Header} characters.", default);
        return !value.AsSpan().ContainsAnyExcept(Visible) ? value : throw new McpException(400, JsonRpcCodes.InvalidRequest, $"Bad Request: the header {name} must be ASCII.", default);
    }

    private static bool Accepts(HttpRequest request, MediaTypeHeaderValue type)
    {
        // Word for word what the SDKs send, which need not be taken apart for every message.
        if (request.Headers.Accept is { Count: 1 } accept && accept[0] == Both) return true;

        foreach (var accepted in request.GetTypedHeaders().Accept)
        {
            if (accepted.Quality is not 0 && (type.IsSubsetOf(accepted) || accepted.MediaType == type.MediaType)) return true;
        }

        return false;
    }

    private static McpException Refuse(McpMessageFault fault) => fault switch
    {
        McpMessageFault.NotJson => new McpException(400, JsonRpcCodes.ParseError, "Parse error: the body is not JSON in UTF-8.", default),
        McpMessageFault.NoId => new McpException(400, JsonRpcCodes.InvalidRequest, "Invalid Request: a request needs an id; only notifications/ go without.", default),
        McpMessageFault.Batch => new McpException(400, JsonRpcCodes.InvalidRequest, "Invalid Request: send one message at a time; batches were given up in revision 2025-06-18.", default),
        _ => new McpException(400, JsonRpcCodes.InvalidRequest, "Invalid Request: the body is not a JSON-RPC 2.0 message.", default),
    };
}
